// The gradient of the filter. As winograd_kernels.h, private to the file that includes it.
#pragma once
#include <omp.h>

#include "winograd_maps.h"

namespace engine {
namespace {

/// Vectors of slopes that are multiplied at a time.
constexpr int64_t slopesAtOnce = 2;

/// Channels and outputs whose products are summed at a time.
struct Chunks {
  int64_t channels, outputs, across, count;
  Chunks(const WinogradShape& s, int threads) : channels(least(s.channels, 64)), outputs(least(s.outputs, 64)) {
    // Every thread gets as much to do as the others.
    while (tasks(s) % threads != 0 && channels % (2 * width) == 0) channels /= 2;
    while (tasks(s) % threads != 0 && outputs % (2 * width) == 0) outputs /= 2;
    across = parts(s.outputs, outputs);
    count = tasks(s);
  }
  int64_t tasks(const WinogradShape& s) const { return parts(s.channels, channels) * parts(s.outputs, outputs); }
  int64_t floats(int64_t planes) const { return planes * channels * outputs; }
};

/// Tiles whose transforms stay in the cache until all chunks have read them. It must not depend on the threads: sums would differ.
template <int Side>
int64_t tilesOfPass(const WinogradShape& s, int64_t tiles) {
  const int64_t atMost = most(64, (8 << 20) / ((s.channels + s.outputs) * planes<Side> * 4));
  return parts(tiles, parts(tiles, atMost));
}

template <int Side>
int64_t filterGradientBytes(const WinogradShape& s, int threads) {
  const Tiles tiles(Side, s);
  const int64_t n = tilesOfPass<Side>(s, tiles.count);
  const Chunks chunks(s, threads);
  return (planes<Side> * (planeOf(s.channels, n) + planeOf(s.outputs, n)) + (n < tiles.count ? chunks.count : threads) * chunks.floats(planes<Side>)) * 4;
}

/// Channels whose sums are held in registers.
constexpr int channelsAtOnce = WIDTH == 16 ? 8 : 4;

/// sums [channelsAtOnce][N · width] (+)= what `tiles` give. `x` is [tiles][width], `dy` [N][stride][width].
template <int N>
void sumProducts(const float* x, const float* dy, int64_t tiles, int64_t stride, bool isFirst, float* sums, int64_t row) {
  Vector held[channelsAtOnce][N];
  for (int c = 0; c < channelsAtOnce; c++)
    for (int n = 0; n < N; n++) held[c][n] = isFirst ? Vector{} : load(sums + c * row + n * width);
  for (int64_t t = 0; t < tiles; t++, x += width, dy += width) {
    Vector slopes[N];
    for (int n = 0; n < N; n++) slopes[n] = load(dy + n * stride * width);
    for (int c = 0; c < channelsAtOnce; c++)
      for (int n = 0; n < N; n++) held[c][n] += x[c] * slopes[n];
  }
  for (int c = 0; c < channelsAtOnce; c++)
    for (int n = 0; n < N; n++) store(sums + c * row + n * width, held[c][n]);
}

template <int Side>
void filterGradient(const WinogradShape& s, const float* x, const float* dy, float* filter, float* scratch) {
  const Tiles tiles(Side, s);
  const int threads = omp_get_max_threads();
  const int64_t stride = tilesOfPass<Side>(s, tiles.count), passes = parts(tiles.count, stride);
  const int64_t plane = planeOf(s.channels, stride), slopePlane = planeOf(s.outputs, stride);
  const int64_t groups = s.channels / width, outGroups = s.outputs / width;
  const Chunks chunks(s, threads);
  float *values = scratch, *slopes = values + planes<Side> * plane, *allSums = slopes + planes<Side> * slopePlane;
  for (int64_t pass = 0; pass < passes; pass++) {
    const int64_t first = pass * stride, end = least(tiles.count, first + stride), count = end - first;
    constexpr int64_t run = 32;
    const int64_t runs = parts(count, run);
#pragma omp parallel
    {
#pragma omp for schedule(dynamic, 4)
      for (int64_t item = 0; item < (groups + outGroups) * runs; item++) {
        const int64_t group = item / runs, from = first + item % runs * run, to = least(end, from + run), shift = (from - first) * width;
        if (group < groups)
          transformMap<points<Side>, points<Side>, Transforms<Side>::ofMap>(x, groups, s.height, s.width, tiles, s.top, s.left, group, from, to, plane, stride, values + shift);
        else
          transformMap<Side, points<Side>, Transforms<Side>::ofSlopes>(dy, outGroups, s.out_height, s.out_width, tiles, 0, 0, group - groups, from, to, slopePlane, stride,
                                       slopes + shift);
      }
#pragma omp for schedule(dynamic)
      for (int64_t chunk = 0; chunk < chunks.count; chunk++) {
        float* sums = allSums + (passes > 1 ? chunk : omp_get_thread_num()) * chunks.floats(planes<Side>);
        const int64_t c0 = chunk / chunks.across * chunks.channels, k0 = chunk % chunks.across * chunks.outputs;
        const int64_t c1 = least(s.channels, c0 + chunks.channels), k1 = least(s.outputs, k0 + chunks.outputs);
        for (int64_t p = 0; p < planes<Side>; p++)
          for (int64_t k = k0; k < k1; k += slopesAtOnce * width)
            for (int64_t c = c0; c < c1; c += channelsAtOnce) {
              const float* from = values + p * plane + c / width * stride * width + c % width;
              const float* with = slopes + p * slopePlane + k / width * stride * width;
              float* to = sums + (p * chunks.channels + c - c0) * chunks.outputs + k - k0;
              if (k + width < k1) sumProducts<2>(from, with, count, stride, pass == 0, to, chunks.outputs);
              else sumProducts<1>(from, with, count, stride, pass == 0, to, chunks.outputs);
            }
        if (pass + 1 < passes) continue;
        for (int64_t c = c0; c < c1; c++)
          for (int64_t k = k0; k < k1; k += width) {
            const float* from = sums + (c - c0) * chunks.outputs + k - k0;
            float* to = filter + c * s.outputs + k;
            bothWays<points<Side>, 3, Transforms<Side>::toFilter>(
                [=](int r, Vector* row) {
                  for (int n = 0; n < points<Side>; n++) row[n] = load(from + (r * points<Side> + n) * chunks.channels * chunks.outputs);
                },
                [=](int r, int n, Vector value) { store(to + (r * 3 + n) * s.channels * s.outputs, value); });
          }
      }
    }
  }
}

}  // namespace
}  // namespace engine
