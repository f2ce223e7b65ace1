// Every call of oneDNN (2.x).
#include <dnnl.hpp>

#include <map>
#include <stdexcept>

#include "program.h"

namespace engine {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;
constexpr auto f32 = memory::data_type::f32;

/// oneDNN's own messages name the call only.
const char* meaning(dnnl_status_t status) {
  switch (status) {
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "not implemented";
    case dnnl_runtime_error: return "runtime error";
    default: return "failed";
  }
}

template <class F>
auto told(const char* what, F f) {
  try {
    return f();
  } catch (const dnnl::error& error) {
    throw std::runtime_error(std::string("oneDNN, ") + what + ": " + error.what() + " (" + meaning(error.status) + ")");
  }
}

struct Chosen {
  Direction direction;
  bool bias;
  dnnl::primitive primitive;
  memory::desc source, filter, target, scratch, offsets;
};

Chosen choose(const Convolution& c, const dnnl::engine& engine) {
  constexpr auto algorithm = dnnl::algorithm::convolution_direct;
  const memory::dims x{c.images, c.channels, c.height, c.width}, w{c.outputs, c.channels, c.filter_height, c.filter_width};
  const memory::dims y{c.images, c.outputs, c.out_height, c.out_width};
  const memory::dims strides{c.stride_down, c.stride_across}, before{c.top, c.left}, after{c.bottom, c.right};
  const auto free = [](const memory::dims& dims) { return memory::desc(dims, f32, Tag::any); };
  const memory::desc offsets({c.outputs}, f32, Tag::x);

  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::primitive_attr fused = attributes;
  dnnl::post_ops after_product;
  if (c.accumulate) after_product.append_sum();
  if (c.relu) after_product.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  fused.set_post_ops(after_product);

  using Forward = dnnl::convolution_forward;
  const bool plain = !c.bias && !c.accumulate && !c.relu;
  const auto kind = plain ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
  const auto forward = c.bias ? Forward::desc(kind, algorithm, free(x), free(w), offsets, free(y), strides, before, after)
                              : Forward::desc(kind, algorithm, free(x), free(w), free(y), strides, before, after);
  const Forward::primitive_desc hint(forward, fused, engine);

  const auto chosen = [&](const dnnl::primitive& primitive, const auto& pd, const memory::desc& source, const memory::desc& filter,
                          const memory::desc& target) {
    return Chosen{c.direction, c.bias, primitive, source, filter, target, pd.scratchpad_desc(), offsets};
  };
  if (c.direction == Direction::forward) return chosen(Forward(hint), hint, hint.src_desc(), hint.weights_desc(), hint.dst_desc());
  if (c.direction == Direction::input_gradient) {
    using Backward = dnnl::convolution_backward_data;
    const Backward::primitive_desc pd({algorithm, free(x), free(w), free(y), strides, before, after}, attributes, engine, hint);
    return chosen(Backward(pd), pd, pd.diff_src_desc(), pd.weights_desc(), pd.diff_dst_desc());
  }
  using Backward = dnnl::convolution_backward_weights;
  const Backward::primitive_desc pd({algorithm, free(x), free(w), free(y), strides, before, after}, attributes, engine, hint);
  return chosen(Backward(pd), pd, pd.src_desc(), pd.diff_weights_desc(), pd.diff_dst_desc());
}

}  // namespace

struct Library::Parts {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  std::vector<memory::desc> layouts;
  std::map<int32_t, std::vector<Chosen>> chosen;

  int32_t intern(const memory::desc& wanted) {
    for (size_t i = 0; i < layouts.size(); i++)
      if (layouts[i] == wanted) return static_cast<int32_t>(i);
    layouts.push_back(wanted);
    return static_cast<int32_t>(layouts.size() - 1);
  }

  /// A map's axes are N, C, H, W here whatever its layout; a filter's are O, I, H, W.
  Layout layout(const memory::desc& desc, Tag plain) {
    Layout result{intern(desc), intern(memory::desc(desc.dims(), f32, plain)), static_cast<double>(desc.get_size()), 0, 0};
    if (desc.data.offset0 != 0 || plain != Tag::nhwc) return result;
    const auto& blocking = desc.data.format_desc.blocking;
    const auto *dims = desc.data.dims, *strides = blocking.strides;
    int64_t block = 0, groups = 0;
    if (blocking.inner_nblks == 1 && blocking.inner_idxs[0] == 1) {
      block = blocking.inner_blks[0];
      groups = desc.data.padded_dims[1] / block;
    } else if (blocking.inner_nblks == 0) {
      block = strides[1] == 1 ? dims[1] : 1;
      groups = dims[1] / block;
    }
    const bool packed = block > 0 && strides[3] == block && strides[2] == dims[3] * block && (groups == 1 || strides[1] == dims[2] * strides[2]) &&
                        strides[0] == groups * dims[2] * strides[2];
    if (packed) {
      result.groups = groups;
      result.block = block;
    }
    return result;
  }
};

Library::Library() : parts(told("starting", [] { return std::make_unique<Parts>(); })) {}
Library::~Library() = default;

std::string Library::version() {
  const auto* v = dnnl_version();
  return std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
}

double Library::bytes(int32_t layout) const { return static_cast<double>(parts->layouts.at(layout).get_size()); }
void Library::forget(int32_t program) { parts->chosen.erase(program); }

bool Library::hasWideVectors() {
  return (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
}

Described Library::describe(const Convolution& c, int32_t program) {
  return told("choosing a convolution", [&] {
    const auto chosen = choose(c, parts->engine);
    parts->chosen[program].push_back(chosen);
    return Described{parts->layout(chosen.source, Tag::nhwc), parts->layout(chosen.filter, Tag::hwio),
                     parts->layout(chosen.target, Tag::nhwc), static_cast<double>(chosen.scratch.get_size())};
  });
}

Layout Library::blockedMap(int64_t images, int64_t channels, int64_t height, int64_t width, int64_t block) {
  return told("describing a map", [&] {
    return parts->layout(memory::desc({images, channels, height, width}, f32, block == 16 ? Tag::nChw16c : Tag::nChw8c), Tag::nhwc);
  });
}

Layout Library::plainFilter(int64_t outputs, int64_t channels, int64_t height, int64_t width) {
  return told("describing a filter", [&] { return parts->layout(memory::desc({outputs, channels, height, width}, f32, Tag::hwio), Tag::hwio); });
}

void Library::reorder(int32_t from, const float* source, int32_t to, float* target) {
  told("reordering", [&] {
    memory x(parts->layouts.at(from), parts->engine, const_cast<float*>(source)), y(parts->layouts.at(to), parts->engine, target);
    dnnl::reorder(x, y).execute(parts->stream, x, y);
    parts->stream.wait();
  });
}

namespace {

/// A tensor whose address is told before each run.
memory placeless(const memory::desc& desc, const dnnl::engine& engine) { return memory(desc, engine, DNNL_MEMORY_NONE); }

Step convolution(const Chosen& chosen, const Instruction& i, const dnnl::engine& engine, dnnl::stream& stream) {
  const bool to_source = chosen.direction == Direction::input_gradient, to_filter = chosen.direction == Direction::filter_gradient;
  std::unordered_map<int, memory> arguments;
  std::vector<std::pair<int, int32_t>> places;
  const auto argument = [&](int name, int place, const memory::desc& desc) {
    arguments.emplace(name, placeless(desc, engine));
    places.emplace_back(name, i.buffers.at(place));
  };
  argument(to_source ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, 0, chosen.source);
  argument(to_filter ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, 1, chosen.filter);
  argument(chosen.direction == Direction::forward ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST, 2, chosen.target);
  if (chosen.bias) argument(DNNL_ARG_BIAS, 3, chosen.offsets);
  if (i.buffers.at(4) >= 0) argument(DNNL_ARG_SCRATCHPAD, 4, chosen.scratch);
  return [=, primitive = chosen.primitive, &stream](float* const* at) mutable {
    told("a convolution", [&] {
      for (auto& [name, place] : places) arguments.at(name).set_data_handle(at[place]);
      primitive.execute(stream, arguments);
      stream.wait();
    });
  };
}

Step reordering(const memory::desc& from, const memory::desc& to, const Instruction& i, const dnnl::engine& engine, dnnl::stream& stream) {
  const dnnl::reorder primitive(dnnl::reorder::primitive_desc(engine, from, engine, to));
  return [=, x = placeless(from, engine), y = placeless(to, engine), a = i.buffers.at(0), b = i.buffers.at(1),
          &stream](float* const* at) mutable {
    told("reordering", [&] {
      x.set_data_handle(at[a]);
      y.set_data_handle(at[b]);
      primitive.execute(stream, x, y);
      stream.wait();
    });
  };
}

/// Numbers: m, n, k, whether a lies transposed, whether b does.
Step matmul(const Instruction& i) {
  const auto m = static_cast<int64_t>(i.numbers.at(0)), n = static_cast<int64_t>(i.numbers.at(1)), k = static_cast<int64_t>(i.numbers.at(2));
  const bool ta = i.numbers.at(3) != 0, tb = i.numbers.at(4) != 0;
  return [=, a = i.buffers.at(0), b = i.buffers.at(1), y = i.buffers.at(2)](float* const* at) {
    const auto status = dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', m, n, k, 1, at[a], ta ? m : k, at[b], tb ? k : n, 0, at[y], n);
    if (status != dnnl_success) throw std::runtime_error(std::string("oneDNN, a matrix product: ") + meaning(status));
  };
}

}  // namespace

Step Library::step(const Instruction& i, int32_t program) {
  return told("preparing", [&]() -> Step {
    const auto layout = [&](int n) { return parts->layouts.at(static_cast<size_t>(i.numbers.at(n))); };
    if (i.kind == "convolution")
      return convolution(parts->chosen.at(program).at(static_cast<size_t>(i.numbers.at(0))), i, parts->engine, parts->stream);
    if (i.kind == "reorder") return reordering(layout(0), layout(1), i, parts->engine, parts->stream);
    if (i.kind == "matmul") return matmul(i);
    return nullptr;
  });
}

}  // namespace engine
