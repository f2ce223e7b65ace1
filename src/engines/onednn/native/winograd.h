// Winograd's convolutions F(4x4, 3x3) and F(2x2, 3x3): tiles of 16 results by 36 products for each pair of channels, where a direct one takes 144, or
// of 4 by 16 (Lavin and Gray 2015, arXiv 1509.09308). The same kernels are compiled for vectors of 8 and of 16 floats.
#pragma once
#include <cstdint>

namespace engine {

/// A convolution 3x3 of stride 1, or one of its gradients. Maps lie as [images][channels / block][height][width][block], and the channels of both are
/// multiples of the block; filters lie as HWIO.
struct WinogradShape {
  int64_t images, channels, height, width, outputs, out_height, out_width, top, left;
};

struct WinogradKernels {
  /// y = relu?(convolution + offsets? + residual?). `isTurned`: by the filter [3][3][outputs][channels] turned round, as the input gradient wants it.
  void (*convolve)(const WinogradShape&, const float* x, const float* filter, bool isTurned, const float* offsets, const float* residual, bool relu,
                   float* y, float* scratch);
  /// The gradient of the filter [3][3][channels][outputs], from x and dy.
  void (*filterGradient)(const WinogradShape&, const float* x, const float* dy, float* filter, float* scratch);
  /// Scratch memory of `convolve` and `filterGradient`, at most so many threads taking part.
  int64_t (*convolveBytes)(const WinogradShape&, int threads);
  int64_t (*filterGradientBytes)(const WinogradShape&, int threads);
};

/// For blocks of 8 and of 16 channels, with tiles of 2 and of 4 results along a side.
extern const WinogradKernels winograd8[2], winograd16[2];

}  // namespace engine
