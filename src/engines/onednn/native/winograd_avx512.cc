// Compiled for AVX-512, and called only where the processor has it.
#define WIDTH 16
#include "winograd_kernels.h"

namespace engine {
const WinogradKernels winograd16[2] = {kernelsOfSide<2>(), kernelsOfSide<4>()};
}
