// Resamples, lights and normalises an image in one walk. src/data/pixels/resample.ts is the meaning.
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "program.h"

namespace engine {
namespace {

/// Steps of the table of lit values, between which it is straight; the last value is for the place just after white.
constexpr int intervals = 2048;
constexpr double smallest = 1e-7;

using Table = std::array<float, intervals + 2>;

std::array<Table, 3> lit(const Resampling& how) {
  std::array<Table, 3> tables;
  for (int i = 0; i < intervals + 2; i++) {
    const double x = std::min(1 - smallest, std::max(smallest, static_cast<double>(i) / intervals));
    const double value = 1 / (1 + std::exp(-(std::log(x / (1 - x)) + how.shift) * how.scale));
    for (int c = 0; c < 3; c++) tables[c][i] = static_cast<float>((value - how.mean[c]) / how.deviation[c]);
  }
  return tables;
}

inline float read(const Table& table, float place) {
  const int step = static_cast<int>(place);
  return table[step] + (table[step + 1] - table[step]) * (place - static_cast<float>(step));
}

/// Mirrors a place about 0 and `last`; beyond the horizon of a strong tilt, where there is no number, it is 0.
double fold(double place, double last) {
  if (last == 0 || !std::isfinite(place)) return 0;
  const double within = std::fmod(place, 2 * last);
  return within > last ? 2 * last - within : within;
}

/// Where the pixels of one row read: the byte of the upper left neighbour, and how far they lie from it.
struct Places {
  std::vector<double> across, down;
  std::vector<int32_t> first;
  std::vector<float> right, below;
  explicit Places(int64_t n) : across(n), down(n), first(n), right(n), below(n) {}
};

void place(const Resampling& how, int64_t y, Places& places) {
  const auto& m = how.projection;
  const int64_t n = how.to;
  const double last = static_cast<double>(how.from - 1), half = last / 2, step = n > 1 ? 2.0 / static_cast<double>(n - 1) : 0;
  const double v = static_cast<double>(y) * step - 1;
  double *across = places.across.data(), *down = places.down.data();
  bool beyond = false;
#pragma omp simd reduction(| : beyond)
  for (int64_t x = 0; x < n; x++) {
    const double u = static_cast<double>(x) * step - 1, z = 1 / (m[6] * u + m[7] * v + m[8]);
    const double sx = std::fabs(((m[0] * u + m[1] * v + m[2]) * z + 1) * half), sy = std::fabs(((m[3] * u + m[4] * v + m[5]) * z + 1) * half);
    across[x] = sx;
    down[x] = sy;
    beyond |= !(sx <= last) | !(sy <= last);
  }
  if (beyond)
    for (int64_t x = 0; x < n; x++) {
      if (!(across[x] <= last)) across[x] = fold(across[x], last);
      if (!(down[x] <= last)) down[x] = fold(down[x], last);
    }
  // The last pixel has no neighbour: it leans wholly on the far side of the one before.
  const auto furthest = static_cast<int32_t>(std::max<int64_t>(0, how.from - 2)), width = static_cast<int32_t>(how.from);
  auto *first = places.first.data();
  float *right = places.right.data(), *below = places.below.data();
#pragma omp simd
  for (int64_t x = 0; x < n; x++) {
    const int32_t left = std::min(static_cast<int32_t>(across[x]), furthest), top = std::min(static_cast<int32_t>(down[x]), furthest);
    first[x] = (top * width + left) * 3;
    right[x] = static_cast<float>(across[x] - left);
    below[x] = static_cast<float>(down[x] - top);
  }
}

/// Four bytes as floats.
inline __m128 four(const uint8_t* bytes) {
  int32_t word;
  std::memcpy(&word, bytes, sizeof word);
  return _mm_cvtepi32_ps(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(word)));
}

/// Calls `f(pixel, its four channels of 0..255, the last of which means nothing)` along a row.
template <class F>
void readRow(const Resampling& how, const uint8_t* source, const Places& places, F f) {
  // What lies to the right and below, in bytes; a single pixel has nothing there.
  const int64_t right = how.from > 1 ? 3 : 0, below = how.from > 1 ? how.from * 3 : 0, bytes = how.from * how.from * 3;
  for (int64_t x = 0; x < how.to; x++) {
    const uint8_t* at = source + places.first[x];
    uint8_t end[16] = {};
    int64_t down = below;
    // The fourth byte of the last pixel would lie beyond the image.
    if (places.first[x] + below + right + 4 > bytes) {
      std::memcpy(end, at, right + 3);
      std::memcpy(end + 8, at + below, right + 3);
      at = end;
      down = 8;
    }
    const float fx = places.right[x], fy = places.below[x], both = fx * fy;
    __m128 value = _mm_mul_ps(four(at), _mm_set1_ps(1 - fx - (fy - both)));
    value = _mm_fmadd_ps(four(at + right), _mm_set1_ps(fx - both), value);
    value = _mm_fmadd_ps(four(at + down), _mm_set1_ps(fy - both), value);
    value = _mm_fmadd_ps(four(at + down + right), _mm_set1_ps(both), value);
    f(x, value);
  }
}

}  // namespace

void resample(const Resampling& how, const uint8_t* source, float* out) {
  Places places(how.to);
  const auto store = [](float* to, __m128 value) {
    alignas(16) float channels[4];
    _mm_store_ps(channels, value);
    std::copy_n(channels, 3, to);
  };
  if (how.isLit) {
    const auto tables = lit(how);
    const __m128 scale = _mm_set1_ps(intervals / 255.0f), most = _mm_set1_ps(static_cast<float>(intervals)), zero = _mm_setzero_ps();
    for (int64_t y = 0; y < how.to; y++, out += how.to * 3) {
      place(how, y, places);
      readRow(how, source, places, [&](int64_t x, __m128 value) {
        alignas(16) float at[4];
        _mm_store_ps(at, _mm_max_ps(zero, _mm_min_ps(most, _mm_mul_ps(value, scale))));
        for (int c = 0; c < 3; c++) out[x * 3 + c] = read(tables[c], at[c]);
      });
    }
    return;
  }
  alignas(16) float factors[4] = {}, shifts[4] = {};
  for (int c = 0; c < 3; c++) {
    factors[c] = static_cast<float>(1 / (255 * how.deviation[c]));
    shifts[c] = static_cast<float>(-how.mean[c] / how.deviation[c]);
  }
  const __m128 factor = _mm_load_ps(factors), shift = _mm_load_ps(shifts);
  for (int64_t y = 0; y < how.to; y++, out += how.to * 3) {
    place(how, y, places);
    readRow(how, source, places, [&](int64_t x, __m128 value) { store(out + x * 3, _mm_fmadd_ps(value, factor, shift)); });
  }
}

}  // namespace engine
