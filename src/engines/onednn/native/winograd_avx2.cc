#define WIDTH 8
#include "winograd_kernels.h"

namespace engine {
const WinogradKernels winograd8{width, convolve, filterGradient, convolveBytes, filterGradientBytes};
}
