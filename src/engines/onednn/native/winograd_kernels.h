// The body of winograd8 and winograd16: WIDTH floats in a vector. All of it is private to the file that includes it, and nothing of the standard
// library is used: a function that both share could be kept in the form that only newer processors understand.
#pragma once
#include "winograd_convolve.h"
#include "winograd_gradient.h"

namespace engine {
namespace {

template <int Side>
constexpr WinogradKernels kernelsOfSide() {
  return {convolve<Side>, filterGradient<Side>, convolveBytes<Side>, filterGradientBytes<Side>};
}

}  // namespace
}  // namespace engine
