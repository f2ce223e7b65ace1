#include "pjrt.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include "pjrt_c_api.h"

namespace pjrt {

namespace {

/// The oldest minor version of the API that has all that is called here.
constexpr int oldest = 54;

/// Arguments of a call, with room behind them: a newer plugin expects fields that this header does not know, and finds zeros, their defaults.
template <class T>
struct Arguments : T {
  Arguments() : T{} { this->struct_size = sizeof(Arguments); }

 private:
  char future[256] = {};
};

int64_t count(const std::vector<int64_t>& extents) { return std::accumulate(extents.begin(), extents.end(), int64_t{1}, std::multiplies<>()); }

}  // namespace

struct Api {
  const PJRT_Api* table = nullptr;
  PJRT_Client* client = nullptr;
  std::vector<PJRT_Device*> devices;

  ~Api() {
    if (!client) return;
    Arguments<PJRT_Client_Destroy_Args> arguments;
    arguments.client = client;
    discard(table->PJRT_Client_Destroy(&arguments));
  }

  std::string take(PJRT_Error* error) const {
    Arguments<PJRT_Error_Message_Args> said;
    said.error = error;
    table->PJRT_Error_Message(&said);
    std::string message(said.message, said.message_size);
    Arguments<PJRT_Error_GetCode_Args> code;
    code.error = error;
    if (PJRT_Error* other = table->PJRT_Error_GetCode(&code)) discard(other);
    else if (code.code == PJRT_Error_Code_RESOURCE_EXHAUSTED) message = "RESOURCE_EXHAUSTED: " + message;
    discard(error);
    return message;
  }
  void discard(PJRT_Error* error) const {
    if (!error) return;
    Arguments<PJRT_Error_Destroy_Args> arguments;
    arguments.error = error;
    table->PJRT_Error_Destroy(&arguments);
  }
  void must(PJRT_Error* error) const {
    if (error) throw std::runtime_error(take(error));
  }

  /// Waits for an event and destroys it.
  void await(PJRT_Event* event) const {
    if (!event) return;
    Arguments<PJRT_Event_Await_Args> arguments;
    arguments.event = event;
    PJRT_Error* error = table->PJRT_Event_Await(&arguments);
    Arguments<PJRT_Event_Destroy_Args> destroy;
    destroy.event = event;
    discard(table->PJRT_Event_Destroy(&destroy));
    must(error);
  }

  /// Waits for all, and throws what the first that failed said.
  void awaitAll(const std::vector<PJRT_Event*>& events) const {
    std::string failed;
    for (auto* event : events) try {
        await(event);
      } catch (const std::exception& error) {
        if (failed.empty()) failed = error.what();
      }
    if (!failed.empty()) throw std::runtime_error(failed);
  }

  PJRT_DeviceDescription* describe(PJRT_Device* device) const {
    Arguments<PJRT_Device_GetDescription_Args> arguments;
    arguments.device = device;
    must(table->PJRT_Device_GetDescription(&arguments));
    return arguments.device_description;
  }
};

struct Buffer {
  std::shared_ptr<Api> api;
  PJRT_Buffer* buffer;

  Buffer(std::shared_ptr<Api> api, PJRT_Buffer* buffer) : api(std::move(api)), buffer(buffer) {}
  Buffer(const Buffer&) = delete;
  ~Buffer() {
    Arguments<PJRT_Buffer_Destroy_Args> arguments;
    arguments.buffer = buffer;
    api->discard(api->table->PJRT_Buffer_Destroy(&arguments));
  }

  PJRT_Event* copyTo(float* data, size_t floats) const {
    Arguments<PJRT_Buffer_ToHostBuffer_Args> arguments;
    arguments.src = buffer;
    arguments.dst = data;
    arguments.dst_size = floats * sizeof(float);
    PJRT_Buffer_MemoryLayout rows{};
    int64_t order[8];
    Arguments<PJRT_Buffer_Dimensions_Args> dimensions;
    dimensions.buffer = buffer;
    api->must(api->table->PJRT_Buffer_Dimensions(&dimensions));
    // Plain rows, whatever layout the device has chosen.
    for (size_t i = 0; i < dimensions.num_dims; i++) order[i] = static_cast<int64_t>(dimensions.num_dims - 1 - i);
    rows.struct_size = PJRT_Buffer_MemoryLayout_STRUCT_SIZE;
    rows.type = PJRT_Buffer_MemoryLayout_Type_Tiled;
    rows.tiled.struct_size = PJRT_Buffer_MemoryLayout_Tiled_STRUCT_SIZE;
    rows.tiled.minor_to_major = order;
    rows.tiled.minor_to_major_size = dimensions.num_dims;
    arguments.host_layout = &rows;
    api->must(api->table->PJRT_Buffer_ToHostBuffer(&arguments));
    return arguments.event;
  }
};

struct Executable {
  std::shared_ptr<Api> api;
  PJRT_LoadedExecutable* loaded;
  Wiring wiring;

  Executable(std::shared_ptr<Api> api, PJRT_LoadedExecutable* loaded, Wiring wiring) : api(std::move(api)), loaded(loaded), wiring(std::move(wiring)) {}
  Executable(const Executable&) = delete;
  ~Executable() {
    Arguments<PJRT_LoadedExecutable_Destroy_Args> arguments;
    arguments.executable = loaded;
    api->discard(api->table->PJRT_LoadedExecutable_Destroy(&arguments));
  }

  /// Calls back with the executable without its devices, which has its numbers.
  template <class F>
  auto with(F use) const {
    Arguments<PJRT_LoadedExecutable_GetExecutable_Args> arguments;
    arguments.loaded_executable = loaded;
    api->must(api->table->PJRT_LoadedExecutable_GetExecutable(&arguments));
    const auto free = [this](PJRT_Executable* executable) {
      Arguments<PJRT_Executable_Destroy_Args> destroy;
      destroy.executable = executable;
      api->discard(api->table->PJRT_Executable_Destroy(&destroy));
    };
    const std::unique_ptr<PJRT_Executable, decltype(free)> executable(arguments.executable, free);
    return use(executable.get());
  }
};

namespace {

const PJRT_Api* loadPlugin(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(std::string("the plugin does not load: ") + dlerror());
  const auto get = reinterpret_cast<const PJRT_Api* (*)()>(dlsym(library, "GetPjrtApi"));
  if (!get) throw std::runtime_error(file + " is no PJRT plugin: it has no GetPjrtApi");
  const auto* table = get();
  const auto [major, minor] = std::pair(table->pjrt_api_version.major_version, table->pjrt_api_version.minor_version);
  const auto version = std::to_string(major) + "." + std::to_string(minor);
  const auto ours = std::to_string(PJRT_API_MAJOR) + "." + std::to_string(PJRT_API_MINOR);
  if (major != PJRT_API_MAJOR) throw std::runtime_error("the plugin speaks PJRT " + version + ", and exp " + ours + ": another major version");
  if (minor < oldest)
    throw std::runtime_error("the plugin speaks PJRT " + version + ", and exp needs " + std::to_string(PJRT_API_MAJOR) + "." + std::to_string(oldest) + " or later");
  PJRT_Plugin_Initialize_Args arguments{};
  arguments.struct_size = PJRT_Plugin_Initialize_Args_STRUCT_SIZE;
  if (PJRT_Error* error = table->PJRT_Plugin_Initialize(&arguments)) {
    Api api;
    api.table = table;
    throw std::runtime_error(api.take(error));
  }
  return table;
}

std::vector<PJRT_NamedValue> named(const std::vector<Option>& options) {
  std::vector<PJRT_NamedValue> result;
  for (const auto& [name, value] : options) {
    PJRT_NamedValue one{};
    one.struct_size = PJRT_NamedValue_STRUCT_SIZE;
    one.name = name.data();
    one.name_size = name.size();
    one.value_size = 1;
    if (const auto* text = std::get_if<std::string>(&value)) {
      one.type = PJRT_NamedValue_kString;
      one.string_value = text->data();
      one.value_size = text->size();
    } else if (const auto* whole = std::get_if<int64_t>(&value)) {
      one.type = PJRT_NamedValue_kInt64;
      one.int64_value = *whole;
    } else if (const auto* real = std::get_if<double>(&value)) {
      one.type = PJRT_NamedValue_kFloat;
      one.float_value = static_cast<float>(*real);
    } else {
      one.type = PJRT_NamedValue_kBool;
      one.bool_value = std::get<bool>(value);
    }
    result.push_back(one);
  }
  return result;
}

struct Upload {
  std::shared_ptr<Buffer> buffer;
  PJRT_Event* done;
};

Upload upload(const std::shared_ptr<Api>& api, PJRT_Device* device, const float* data, const std::vector<int64_t>& extents) {
  Arguments<PJRT_Client_BufferFromHostBuffer_Args> arguments;
  arguments.client = api->client;
  arguments.data = data;
  arguments.type = PJRT_Buffer_Type_F32;
  arguments.dims = extents.data();
  arguments.num_dims = extents.size();
  arguments.host_buffer_semantics = PJRT_HostBufferSemantics_kImmutableUntilTransferCompletes;
  arguments.device = device;
  api->must(api->table->PJRT_Client_BufferFromHostBuffer(&arguments));
  return {std::make_shared<Buffer>(api, arguments.buffer), arguments.done_with_host_buffer};
}

}  // namespace

Client::Client(const std::string& plugin, const std::vector<Option>& options, size_t devices) : api(std::make_shared<Api>()) {
  api->table = loadPlugin(plugin);
  const auto values = named(options);
  Arguments<PJRT_Client_Create_Args> create;
  create.create_options = values.data();
  create.num_options = values.size();
  api->must(api->table->PJRT_Client_Create(&create));
  api->client = create.client;
  Arguments<PJRT_Client_AddressableDevices_Args> found;
  found.client = api->client;
  api->must(api->table->PJRT_Client_AddressableDevices(&found));
  if (found.num_addressable_devices < devices)
    throw std::runtime_error(std::to_string(devices) + " devices were asked for, and there are " + std::to_string(found.num_addressable_devices));
  api->devices.assign(found.addressable_devices, found.addressable_devices + devices);
}

Client::~Client() {
  // What lives on the devices goes before the client does.
  programs.clear();
  state.clear();
}

std::string Client::platform() const {
  Arguments<PJRT_Client_PlatformName_Args> name;
  name.client = api->client;
  api->must(api->table->PJRT_Client_PlatformName(&name));
  Arguments<PJRT_Client_PlatformVersion_Args> version;
  version.client = api->client;
  api->must(api->table->PJRT_Client_PlatformVersion(&version));
  const auto& minor = api->table->pjrt_api_version;
  return std::string(name.platform_name, name.platform_name_size) + "\n" + std::string(version.platform_version, version.platform_version_size) +
         "\nPJRT " + std::to_string(minor.major_version) + "." + std::to_string(minor.minor_version);
}

std::vector<DeviceDescription> Client::devices() const {
  std::vector<DeviceDescription> result;
  for (auto* device : api->devices) {
    auto* description = api->describe(device);
    Arguments<PJRT_DeviceDescription_Id_Args> id;
    id.device_description = description;
    api->must(api->table->PJRT_DeviceDescription_Id(&id));
    Arguments<PJRT_DeviceDescription_Kind_Args> kind;
    kind.device_description = description;
    api->must(api->table->PJRT_DeviceDescription_Kind(&kind));
    DeviceDescription found{id.id, std::string(kind.device_kind, kind.device_kind_size), 0, 0};
    Arguments<PJRT_Device_MemoryStats_Args> memory;
    memory.device = device;
    // A CPU tells nothing.
    if (PJRT_Error* error = api->table->PJRT_Device_MemoryStats(&memory)) api->discard(error);
    else found.limit = memory.bytes_limit_is_set ? memory.bytes_limit : 0, found.used = memory.bytes_in_use;
    result.push_back(found);
  }
  return result;
}

void Client::compile(int32_t program, const std::string& text, const std::string& options, Wiring wiring) {
  static const std::string format = "mlir";
  std::string code = text;
  PJRT_Program source{};
  source.struct_size = PJRT_Program_STRUCT_SIZE;
  source.code = code.data();
  source.code_size = code.size();
  source.format = format.data();
  source.format_size = format.size();
  Arguments<PJRT_Client_Compile_Args> arguments;
  arguments.client = api->client;
  arguments.program = &source;
  arguments.compile_options = options.data();
  arguments.compile_options_size = options.size();
  api->must(api->table->PJRT_Client_Compile(&arguments));
  programs[program] = std::make_unique<Executable>(api, arguments.executable, std::move(wiring));
}

void Client::load(int32_t program, const std::string& bytes, Wiring wiring) {
  Arguments<PJRT_Executable_DeserializeAndLoad_Args> arguments;
  arguments.client = api->client;
  arguments.serialized_executable = bytes.data();
  arguments.serialized_executable_size = bytes.size();
  api->must(api->table->PJRT_Executable_DeserializeAndLoad(&arguments));
  programs[program] = std::make_unique<Executable>(api, arguments.loaded_executable, std::move(wiring));
}

std::vector<uint8_t> Client::serialise(int32_t program) const {
  return programs.at(program)->with([this](PJRT_Executable* executable) {
    Arguments<PJRT_Executable_Serialize_Args> arguments;
    arguments.executable = executable;
    if (PJRT_Error* error = api->table->PJRT_Executable_Serialize(&arguments)) {
      api->discard(error);
      return std::vector<uint8_t>();
    }
    std::vector<uint8_t> bytes(arguments.serialized_bytes, arguments.serialized_bytes + arguments.serialized_bytes_size);
    arguments.serialized_executable_deleter(arguments.serialized_executable);
    return bytes;
  });
}

MemoryNeed Client::need(int32_t program) const {
  return programs.at(program)->with([this](PJRT_Executable* executable) {
    Arguments<PJRT_Executable_GetCompiledMemoryStats_Args> arguments;
    arguments.executable = executable;
    api->must(api->table->PJRT_Executable_GetCompiledMemoryStats(&arguments));
    return MemoryNeed{arguments.argument_size_in_bytes, arguments.output_size_in_bytes, arguments.alias_size_in_bytes, arguments.temp_size_in_bytes,
                      arguments.generated_code_size_in_bytes};
  });
}

void Client::dispose(int32_t program) { programs.erase(program); }

std::function<void()> Client::write(int32_t id, const std::vector<int64_t>& extents, const float* data) {
  std::vector<std::shared_ptr<Buffer>> copies;
  std::vector<PJRT_Event*> events;
  for (auto* device : api->devices) {
    auto [buffer, done] = upload(api, device, data, extents);
    copies.push_back(std::move(buffer));
    events.push_back(done);
  }
  state[id] = std::move(copies);
  return [api = api, events] { api->awaitAll(events); };
}

std::function<void()> Client::read(int32_t id, float* data, size_t count) const {
  const auto buffer = state.at(id).front();
  auto* event = buffer->copyTo(data, count);
  return [api = api, buffer, event] { api->await(event); };
}

std::function<void()> Client::run(int32_t id, const std::vector<const float*>& feeds, const std::vector<std::pair<float*, size_t>>& fetches) {
  const auto& program = *programs.at(id);
  const auto& [states, extents, isSplit, updates] = program.wiring;
  const size_t devices = api->devices.size();
  std::vector<PJRT_Event*> events;
  std::vector<std::shared_ptr<Buffer>> held;
  std::vector<std::vector<PJRT_Buffer*>> inputs(devices), outputs(devices);
  // Of the arguments only states that are replaced may be given away; the compiler was told so.
  for (size_t d = 0; d < devices; d++) {
    for (auto name : states) {
      held.push_back(state.at(name).at(d));
      inputs[d].push_back(held.back()->buffer);
    }
    for (size_t f = 0; f < feeds.size(); f++) {
      auto part = extents[f];
      if (isSplit[f]) part[0] /= static_cast<int64_t>(devices);
      auto [buffer, done] = upload(api, api->devices[d], feeds[f] + (isSplit[f] ? d * static_cast<size_t>(count(part)) : 0), part);
      inputs[d].push_back(buffer->buffer);
      held.push_back(std::move(buffer));
      events.push_back(done);
    }
    outputs[d].resize(updates.size() + fetches.size());
  }

  std::vector<PJRT_Buffer* const*> inputLists;
  std::vector<PJRT_Buffer**> outputLists;
  for (size_t d = 0; d < devices; d++) inputLists.push_back(inputs[d].data()), outputLists.push_back(outputs[d].data());
  std::vector<PJRT_Event*> complete(devices);
  Arguments<PJRT_ExecuteOptions> options;
  Arguments<PJRT_LoadedExecutable_Execute_Args> arguments;
  arguments.executable = program.loaded;
  arguments.options = &options;
  arguments.argument_lists = inputLists.data();
  arguments.num_devices = devices;
  arguments.num_args = inputs.front().size();
  arguments.output_lists = outputLists.data();
  arguments.device_complete_events = complete.data();
  if (PJRT_Error* error = api->table->PJRT_LoadedExecutable_Execute(&arguments)) {
    const auto message = api->take(error);
    try {
      api->awaitAll(events);
    } catch (const std::exception&) {
    }
    throw std::runtime_error(message);
  }
  events.insert(events.end(), complete.begin(), complete.end());

  std::vector<std::vector<std::shared_ptr<Buffer>>> made(outputs.front().size());
  for (size_t i = 0; i < made.size(); i++)
    for (size_t d = 0; d < devices; d++) made[i].push_back(std::make_shared<Buffer>(api, outputs[d][i]));
  for (size_t i = 0; i < updates.size(); i++) state[updates[i]] = made[i];
  for (size_t i = 0; i < fetches.size(); i++) {
    const auto [data, floats] = fetches[i];
    events.push_back(made[updates.size() + i].front()->copyTo(data, floats));
  }
  return [api = api, events, held, made] { api->awaitAll(events); };
}

}  // namespace pjrt
