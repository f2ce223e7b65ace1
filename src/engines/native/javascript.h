// Values of JavaScript in C++, by Node-API. What is not as it should be throws, and `safe` makes exceptions of JavaScript of that.
#pragma once
#include <node_api.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace javascript {

inline void must(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  throw std::runtime_error(std::string("Node-API: ") + (info && info->error_message ? info->error_message : "failed"));
}

struct Js {
  napi_env env;

  napi_value at(napi_value list, uint32_t i) const {
    napi_value value;
    must(env, napi_get_element(env, list, i, &value));
    return value;
  }
  napi_value get(napi_value object, const char* name) const {
    napi_value value;
    must(env, napi_get_named_property(env, object, name, &value));
    return value;
  }
  uint32_t length(napi_value list) const {
    uint32_t n;
    must(env, napi_get_array_length(env, list, &n));
    return n;
  }
  double number(napi_value value) const {
    double result;
    must(env, napi_get_value_double(env, value, &result));
    return result;
  }
  bool truth(napi_value value) const {
    bool result;
    must(env, napi_get_value_bool(env, value, &result));
    return result;
  }
  std::string text(napi_value value) const {
    size_t n;
    must(env, napi_get_value_string_utf8(env, value, nullptr, 0, &n));
    std::string result(n, '\0');
    must(env, napi_get_value_string_utf8(env, value, result.data(), n + 1, &n));
    return result;
  }
  /// The elements of a typed array, where they lie.
  template <class T>
  std::pair<T*, size_t> elements(napi_value value, napi_typedarray_type wanted) const {
    napi_typedarray_type type;
    size_t n;
    void* data;
    must(env, napi_get_typedarray_info(env, value, &type, &n, &data, nullptr, nullptr));
    if (type != wanted) throw std::runtime_error("a typed array of another type was expected");
    return {static_cast<T*>(data), n};
  }
  std::vector<double> doubles(napi_value value) const {
    const auto [data, n] = elements<double>(value, napi_float64_array);
    return {data, data + n};
  }
  std::string bytes(napi_value value) const {
    const auto [data, n] = elements<char>(value, napi_uint8_array);
    return {data, n};
  }

  napi_value of(double number) const {
    napi_value value;
    must(env, napi_create_double(env, number, &value));
    return value;
  }
  napi_value of(const std::string& text) const {
    napi_value value;
    must(env, napi_create_string_utf8(env, text.data(), text.size(), &value));
    return value;
  }
  napi_value of(const std::vector<double>& numbers) const { return array(numbers, napi_float64_array); }
  napi_value of(const std::vector<uint8_t>& bytes) const { return array(bytes, napi_uint8_array); }
  napi_value none() const {
    napi_value value;
    must(env, napi_get_undefined(env, &value));
    return value;
  }

 private:
  template <class T>
  napi_value array(const std::vector<T>& elements, napi_typedarray_type type) const {
    napi_value buffer, value;
    void* data;
    must(env, napi_create_arraybuffer(env, elements.size() * sizeof(T), &data, &buffer));
    std::copy(elements.begin(), elements.end(), static_cast<T*>(data));
    must(env, napi_create_typedarray(env, type, elements.size(), buffer, 0, &value));
    return value;
  }
};

using Arguments = std::vector<napi_value>;

/// Turns what is thrown into exceptions of JavaScript.
template <napi_value (*F)(const Js&, const Arguments&)>
napi_value safe(napi_env env, napi_callback_info info) {
  try {
    size_t n = 8;
    Arguments arguments(n);
    must(env, napi_get_cb_info(env, info, &n, arguments.data(), nullptr, nullptr));
    arguments.resize(n);
    return F(Js{env}, arguments);
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
}

inline void add(napi_env env, napi_value exports, const char* name, napi_callback function) {
  napi_value value;
  must(env, napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value));
  must(env, napi_set_named_property(env, exports, name, value));
}

}  // namespace javascript
