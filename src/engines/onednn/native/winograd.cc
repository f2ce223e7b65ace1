// Winograd's convolutions as instructions. The kernels are in winograd_kernels.h.
#include "winograd.h"

#include <omp.h>

#include <algorithm>

#include "program.h"

namespace engine {
namespace {

const WinogradKernels& kernelsOf(int64_t block, int64_t side) { return (block == 16 ? winograd16 : winograd8)[side == 4]; }

/// The convolution that computes what is asked for: an input gradient is one from dy to dx, by the filter turned round.
WinogradShape shapeOf(const Convolution& c) {
  if (c.direction == Direction::input_gradient)
    return {c.images, c.outputs, c.out_height, c.out_width, c.channels, c.height, c.width, 2 - c.top, 2 - c.left};
  return {c.images, c.channels, c.height, c.width, c.outputs, c.out_height, c.out_width, c.top, c.left};
}

/// Numbers: the block, the side of a tile, the shape.
struct Numbers {
  const WinogradKernels& kernels;
  WinogradShape shape;
  explicit Numbers(const Instruction& i) : kernels(kernelsOf(whole(i, 0), whole(i, 1))) {
    shape = {whole(i, 2), whole(i, 3), whole(i, 4), whole(i, 5), whole(i, 6), whole(i, 7), whole(i, 8), whole(i, 9), whole(i, 10)};
  }
  static int64_t whole(const Instruction& i, size_t at) { return static_cast<int64_t>(i.numbers.at(at)); }
};

/// Buffers: x, filter, y, offsets?, residual?, scratch. Numbers: block, side, shape, whether the filter is turned round, relu.
Step convolve(const Instruction& i) {
  const Numbers numbers(i);
  return [=, isTurned = i.numbers.at(11) != 0, relu = i.numbers.at(12) != 0, b = i.buffers](float* const* at) {
    const auto maybe = [&](int32_t buffer) { return buffer < 0 ? nullptr : at[buffer]; };
    numbers.kernels.convolve(numbers.shape, at[b[0]], at[b[1]], isTurned, maybe(b[3]), maybe(b[4]), relu, at[b[2]], at[b[5]]);
  };
}

/// Buffers: x, dy, filter, scratch. Numbers: block, side, shape.
Step filterGradient(const Instruction& i) {
  const Numbers numbers(i);
  return [=, b = i.buffers](float* const* at) { numbers.kernels.filterGradient(numbers.shape, at[b[0]], at[b[1]], at[b[2]], at[b[3]]); };
}

}  // namespace

Described describeWinograd(Library& library, const Convolution& c) {
  const int64_t block = Library::hasWideVectors() ? 16 : 8;
  const auto& kernels = kernelsOf(block, c.winograd);
  const auto shape = shapeOf(c);
  const auto bytes = c.direction == Direction::filter_gradient ? kernels.filterGradientBytes : kernels.convolveBytes;
  const auto scratch = bytes(shape, omp_get_max_threads());
  return {library.blockedMap(c.images, c.channels, c.height, c.width, block), library.plainFilter(c.outputs, c.channels, 3, 3),
          library.blockedMap(c.images, c.outputs, c.out_height, c.out_width, block), static_cast<double>(scratch)};
}

Step winograd(const Instruction& i) {
  if (i.kind == "winograd") return convolve(i);
  if (i.kind == "winogradFilterGradient") return filterGradient(i);
  return nullptr;
}

}  // namespace engine
