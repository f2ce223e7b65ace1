#define WIDTH 8
#include "winograd_kernels.h"

namespace engine {
const WinogradKernels winograd8[2] = {kernelsOfSide<2>(), kernelsOfSide<4>()};
}
