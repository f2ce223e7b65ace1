// The addon's surface in Node-API. `src/engines/xla/addon.ts` gives the types.
#include "../../native/session.h"
#include "pjrt.h"

namespace {

using namespace javascript;
using pjrt::Client;

napi_value ask(const Js& js, const Arguments& arguments, Session<Client>::Task task, const std::vector<napi_value>& held = {}) {
  return sessionOf<Client>(js, arguments).ask(std::move(task), held);
}

int32_t whole(const Js& js, napi_value value) { return static_cast<int32_t>(js.number(value)); }

std::vector<int32_t> wholes(const Js& js, napi_value value) {
  const auto [data, n] = js.elements<int32_t>(value, napi_int32_array);
  return {data, data + n};
}

/// A list of lists of extents.
std::vector<std::vector<int64_t>> extents(const Js& js, napi_value list) {
  std::vector<std::vector<int64_t>> result;
  for (uint32_t i = 0; i < js.length(list); i++) {
    const auto one = wholes(js, js.at(list, i));
    result.emplace_back(one.begin(), one.end());
  }
  return result;
}

std::vector<bool> truths(const Js& js, napi_value list) {
  std::vector<bool> result;
  for (uint32_t i = 0; i < js.length(list); i++) result.push_back(js.truth(js.at(list, i)));
  return result;
}

pjrt::Wiring wiring(const Js& js, napi_value given) {
  return {wholes(js, js.get(given, "states")), extents(js, js.get(given, "feeds")), truths(js, js.get(given, "isSplit")),
          wholes(js, js.get(given, "updates"))};
}

std::vector<pjrt::Option> options(const Js& js, napi_value list) {
  std::vector<pjrt::Option> result;
  for (uint32_t i = 0; i < js.length(list); i++) {
    const auto pair = js.at(list, i);
    const auto name = js.text(js.at(pair, 0));
    const auto value = js.at(pair, 1);
    napi_valuetype type;
    must(js.env, napi_typeof(js.env, value, &type));
    if (type == napi_boolean) {
      result.emplace_back(name, js.truth(value));
    } else if (type == napi_string) {
      result.emplace_back(name, js.text(value));
    } else {
      // A number with a fraction is a float, as no count is.
      const double number = js.number(value);
      if (number == static_cast<double>(static_cast<int64_t>(number))) result.emplace_back(name, static_cast<int64_t>(number));
      else result.emplace_back(name, number);
    }
  }
  return result;
}

/// `open(plugin, options, devices)`: options are pairs of a name and a value.
napi_value open(const Js& js, const Arguments& arguments) {
  const auto plugin = js.text(arguments.at(0));
  const auto given = options(js, arguments.at(1));
  const auto devices = static_cast<size_t>(js.number(arguments.at(2)));
  return handleOf(js, std::make_unique<Session<Client>>(js.env, "exp_xla", [=] { return std::make_unique<Client>(plugin, given, devices); }));
}

/// `close(session)`
napi_value close(const Js& js, const Arguments& arguments) {
  sessionOf<Client>(js, arguments).stop();
  return js.none();
}

/// `platform(session)`: three lines: its name, its version, and that of the API.
napi_value platform(const Js& js, const Arguments& arguments) {
  return ask(js, arguments, [](Client& client) { return Answer(client.platform()); });
}

/// `devices(session)`: a line of `id limit used kind` for each.
napi_value devices(const Js& js, const Arguments& arguments) {
  return ask(js, arguments, [](Client& client) {
    std::string lines;
    for (const auto& [id, kind, limit, used] : client.devices())
      lines += std::to_string(id) + " " + std::to_string(limit) + " " + std::to_string(used) + " " + kind + "\n";
    return Answer(lines);
  });
}

/// `compile(session, program, text, options, wiring)`
napi_value compile(const Js& js, const Arguments& arguments) {
  const auto program = whole(js, arguments.at(1));
  return ask(js, arguments, [program, text = js.text(arguments.at(2)), options = js.bytes(arguments.at(3)), wires = wiring(js, arguments.at(4))](Client& client) {
    client.compile(program, text, options, wires);
    return Answer();
  });
}

/// `load(session, program, bytes, wiring)`
napi_value load(const Js& js, const Arguments& arguments) {
  const auto program = whole(js, arguments.at(1));
  return ask(js, arguments, [program, bytes = js.bytes(arguments.at(2)), wires = wiring(js, arguments.at(3))](Client& client) {
    client.load(program, bytes, wires);
    return Answer();
  });
}

/// `serialise(session, program)`
napi_value serialise(const Js& js, const Arguments& arguments) {
  return ask(js, arguments, [program = whole(js, arguments.at(1))](Client& client) { return Answer(client.serialise(program)); });
}

/// `need(session, program)`: bytes of arguments, outputs, those that share their place with arguments, temporary ones, and code.
napi_value need(const Js& js, const Arguments& arguments) {
  return ask(js, arguments, [program = whole(js, arguments.at(1))](Client& client) {
    const auto [given, outputs, aliased, temporary, code] = client.need(program);
    std::vector<double> numbers;
    for (auto bytes : {given, outputs, aliased, temporary, code}) numbers.push_back(static_cast<double>(bytes));
    return Answer(numbers);
  });
}

/// `dispose(session, program)`
napi_value dispose(const Js& js, const Arguments& arguments) {
  return ask(js, arguments, [program = whole(js, arguments.at(1))](Client& client) {
    client.dispose(program);
    return Answer();
  });
}

std::vector<std::pair<float*, size_t>> tensors(const Js& js, napi_value list, std::vector<napi_value>& held) {
  std::vector<std::pair<float*, size_t>> result;
  for (uint32_t i = 0; i < js.length(list); i++) {
    held.push_back(js.at(list, i));
    result.push_back(js.elements<float>(held.back(), napi_float32_array));
  }
  return result;
}

/// Waits for all, and throws what the first that failed said.
Later all(std::vector<std::function<void()>> waits) {
  return [waits = std::move(waits)] {
    std::string failed;
    for (const auto& wait : waits) try {
        wait();
      } catch (const std::exception& error) {
        if (failed.empty()) failed = error.what();
      }
    if (!failed.empty()) throw std::runtime_error(failed);
    return Answer();
  };
}

/// `write(session, states, extents, tensors)`
napi_value write(const Js& js, const Arguments& arguments) {
  std::vector<napi_value> held;
  return ask(js, arguments, [names = wholes(js, arguments.at(1)), shapes = extents(js, arguments.at(2)), data = tensors(js, arguments.at(3), held)](Client& client) {
    std::vector<std::function<void()>> waits;
    for (size_t i = 0; i < names.size(); i++) waits.push_back(client.write(names[i], shapes.at(i), data.at(i).first));
    return all(waits);
  }, held);
}

/// `read(session, states, tensors)`: fills the tensors.
napi_value read(const Js& js, const Arguments& arguments) {
  std::vector<napi_value> held;
  return ask(js, arguments, [names = wholes(js, arguments.at(1)), data = tensors(js, arguments.at(2), held)](Client& client) {
    std::vector<std::function<void()>> waits;
    for (size_t i = 0; i < names.size(); i++) waits.push_back(client.read(names[i], data.at(i).first, data.at(i).second));
    return all(waits);
  }, held);
}

/// `run(session, program, feeds, fetches)`: reads the one and fills the other, both lists of Float32Array.
napi_value run(const Js& js, const Arguments& arguments) {
  std::vector<napi_value> held;
  const auto program = whole(js, arguments.at(1));
  std::vector<const float*> feeds;
  for (const auto& [data, n] : tensors(js, arguments.at(2), held)) feeds.push_back(data);
  return ask(js, arguments, [program, feeds, fetches = tensors(js, arguments.at(3), held)](Client& client) {
    return all({client.run(program, feeds, fetches)});
  }, held);
}

}  // namespace

NAPI_MODULE_INIT() {
  add(env, exports, "open", safe<open>);
  add(env, exports, "close", safe<close>);
  add(env, exports, "platform", safe<platform>);
  add(env, exports, "devices", safe<devices>);
  add(env, exports, "compile", safe<compile>);
  add(env, exports, "load", safe<load>);
  add(env, exports, "serialise", safe<serialise>);
  add(env, exports, "need", safe<need>);
  add(env, exports, "dispose", safe<dispose>);
  add(env, exports, "write", safe<write>);
  add(env, exports, "read", safe<read>);
  add(env, exports, "run", safe<run>);
  return exports;
}
