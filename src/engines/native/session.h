// A session of an addon: a thread of its own does all the work, in the order in which it was asked for, and JavaScript gets promises. Work may
// start something that ends later: a second thread then waits for that, and the first goes on with what was asked next.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>

#include "javascript.h"

namespace javascript {

/// What a piece of work answers.
using Answer = std::variant<std::vector<double>, std::string, std::vector<uint8_t>>;
/// What is left to wait for.
using Later = std::function<Answer()>;

/// `Work` is made, used and destroyed on the session's thread.
template <class Work>
class Session {
 public:
  using Task = std::function<std::variant<Answer, Later>(Work&)>;

  Session(napi_env env, const char* name, std::function<std::unique_ptr<Work>()> begin) : env(env) {
    must(env, napi_create_threadsafe_function(env, nullptr, nullptr, Js{env}.of(std::string(name)), 0, 1, nullptr, nullptr, this, settle, &settled));
    // What waits for nothing does not keep the process alive.
    must(env, napi_unref_threadsafe_function(env, settled));
    must(env, napi_add_env_cleanup_hook(env, stopLate, this));
    worker = std::thread([this, begin = std::move(begin)] { serve(begin); });
  }
  ~Session() { stop(); }

  /// Held are values that must not be freed while the work is under way.
  napi_value ask(Task task, const std::vector<napi_value>& held) {
    auto job = std::make_unique<Job>();
    job->task = std::move(task);
    napi_value promise;
    must(env, napi_create_promise(env, &job->deferred, &promise));
    for (auto value : held) {
      napi_ref ref;
      must(env, napi_create_reference(env, value, 1, &ref));
      job->holds.push_back(ref);
    }
    if (open++ == 0) must(env, napi_ref_threadsafe_function(env, settled));
    asked.push(std::move(job));
    return promise;
  }

  const std::atomic<bool>& isStopping() const { return stopping; }

  /// Ends the threads after the step that they are at, and frees everything. What is still open is rejected by JavaScript's side.
  void stop() {
    if (!worker.joinable()) return;
    stopping = true;
    asked.close();
    worker.join();
    napi_remove_env_cleanup_hook(env, stopLate, this);
    napi_release_threadsafe_function(settled, napi_tsfn_abort);
  }

 private:
  struct Job {
    Task task;
    Later later;
    napi_deferred deferred = nullptr;
    std::vector<napi_ref> holds;
    Answer answer;
    std::string error;
  };

  class Queue {
   public:
    void push(std::unique_ptr<Job> job) {
      {
        const std::lock_guard<std::mutex> lock(mutex);
        jobs.push_back(std::move(job));
      }
      wake.notify_one();
    }
    /// Null once it is closed.
    std::unique_ptr<Job> pop() {
      std::unique_lock<std::mutex> lock(mutex);
      wake.wait(lock, [this] { return closed || !jobs.empty(); });
      if (closed) return nullptr;
      auto job = std::move(jobs.front());
      jobs.pop_front();
      return job;
    }
    void close() {
      {
        const std::lock_guard<std::mutex> lock(mutex);
        closed = true;
      }
      wake.notify_one();
    }
    /// What nobody took.
    std::deque<std::unique_ptr<Job>> rest() { return std::move(jobs); }

   private:
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::unique_ptr<Job>> jobs;
    bool closed = false;
  };

  napi_env env;
  napi_threadsafe_function settled = nullptr;
  int open = 0;
  std::thread worker, waiter;
  Queue asked, started;
  std::atomic<bool> stopping{false};

  static void stopLate(void* session) { static_cast<Session*>(session)->stop(); }

  void serve(const std::function<std::unique_ptr<Work>()>& begin) {
    std::unique_ptr<Work> work;
    while (auto job = asked.pop()) {
      try {
        if (!work) work = begin();
        auto done = job->task(*work);
        if (auto* later = std::get_if<Later>(&done)) job->later = std::move(*later);
        else job->answer = std::get<Answer>(std::move(done));
      } catch (const std::exception& error) {
        job->error = error.what();
      }
      // What the work holds of others' data goes before they are told.
      job->task = nullptr;
      if (!job->later) {
        tell(std::move(job));
        continue;
      }
      if (!waiter.joinable()) waiter = std::thread([this] { wait(); });
      started.push(std::move(job));
    }
    // What was started reads and writes memory that is about to go: it ends first.
    started.close();
    if (waiter.joinable()) waiter.join();
    for (auto& job : started.rest())
      try {
        job->later();
      } catch (const std::exception&) {
      }
  }

  void wait() {
    while (auto job = started.pop()) {
      try {
        job->answer = job->later();
      } catch (const std::exception& error) {
        job->error = error.what();
      }
      job->later = nullptr;
      tell(std::move(job));
    }
  }

  void tell(std::unique_ptr<Job> job) {
    if (napi_call_threadsafe_function(settled, job.get(), napi_tsfn_nonblocking) == napi_ok) job.release();
  }

  static void settle(napi_env env, napi_value, void* context, void* data) {
    const std::unique_ptr<Job> job(static_cast<Job*>(data));
    if (!env) return;
    auto* session = static_cast<Session*>(context);
    for (auto ref : job->holds) napi_delete_reference(env, ref);
    if (--session->open == 0) napi_unref_threadsafe_function(env, session->settled);
    const Js js{env};
    if (job->error.empty()) {
      napi_resolve_deferred(env, job->deferred, std::visit([&](const auto& answer) { return js.of(answer); }, job->answer));
    } else {
      napi_value error;
      napi_create_error(env, nullptr, js.of(job->error), &error);
      napi_reject_deferred(env, job->deferred, error);
    }
  }
};

template <class Work>
Session<Work>& sessionOf(const Js& js, const Arguments& arguments) {
  void* session;
  must(js.env, napi_get_value_external(js.env, arguments.at(0), &session));
  return *static_cast<Session<Work>*>(session);
}

template <class Work>
napi_value handleOf(const Js& js, std::unique_ptr<Session<Work>> session) {
  napi_value external;
  const auto forget = [](napi_env, void* data, void*) { delete static_cast<Session<Work>*>(data); };
  must(js.env, napi_create_external(js.env, session.get(), forget, nullptr, &external));
  session.release();
  return external;
}

}  // namespace javascript
