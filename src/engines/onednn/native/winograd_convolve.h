// The convolution, and by the filter turned round its input gradient. As winograd_kernels.h, private to the file that includes it.
#pragma once
#include <omp.h>

#include "winograd_maps.h"

namespace engine {
namespace {

// --- filters ---

/// Vectors of results that a product makes at a time. A transformed filter lies in panels of so many: [planes][sources][pair][width].
constexpr int64_t pair = 2;

inline int64_t panelPlane(int64_t sources) { return (sources * pair + 1) * width; }
template <int Side>
int64_t panelFloats(int64_t sources) {
  return planes<Side> * panelPlane(sources);
}

/// A filter [3][3][channels][outputs], read from its channels to its outputs, or turned round: from its outputs to its channels, as input gradients do.
struct Filter {
  const float* taps;
  int64_t channels, outputs;
  bool isTurned;
  int64_t sources() const { return isTurned ? outputs : channels; }
  int64_t targets() const { return isTurned ? channels : outputs; }
  int64_t panels() const { return parts(targets(), pair * width); }
};

void transpose(Vector rows[WIDTH]) {
  float block[WIDTH][WIDTH];
  for (int r = 0; r < WIDTH; r++) store(block[r], rows[r]);
  for (int r = 0; r < WIDTH; r++)
    for (int c = 0; c < WIDTH; c++) rows[r][c] = block[c][r];
}

/// Transforms what leads from the sources `source`, as many as a vector holds, to the results of a panel.
template <int Side>
void transformFilter(const Filter& f, int64_t panel, int64_t source, float* to) {
  const int64_t plane = panelPlane(f.sources()), first = panel * pair * width;
  const int64_t wide = least(pair * width, f.targets() - first);
  for (int64_t target = 0; target < wide; target += width) {
    const int64_t c0 = f.isTurned ? first + target : source, k0 = f.isTurned ? source : first + target;
    Vector taps[9][WIDTH];
    for (int tap = 0; tap < 9; tap++) {
      auto& rows = taps[f.isTurned ? 8 - tap : tap];
      for (int64_t c = 0; c < width; c++) rows[c] = load(f.taps + (tap * f.channels + c0 + c) * f.outputs + k0);
      if (f.isTurned) transpose(rows);
    }
    for (int64_t s = 0; s < width; s++) {
      float* out = to + (source + s) * wide + target;
      bothWays<3, points<Side>, Transforms<Side>::ofFilter>(
          [&](int r, Vector* row) {
            for (int c = 0; c < 3; c++) row[c] = taps[r * 3 + c][s];
          },
          [=](int r, int c, Vector value) { store(out + (r * points<Side> + c) * plane, value); });
    }
  }
}

// --- the convolution ---

/// Rows (tiles) of a product that are held in registers.
constexpr int rowsMost = WIDTH == 16 ? 14 : 6;

/// Rows x N vectors of results: sums over all channels. `x` is [groups][stride][width], `y` [N][outStride][width].
template <int Rows, int N>
void product(const float* x, const float* filter, int64_t groups, int64_t stride, float* y, int64_t outStride) {
  Vector sums[Rows][N] = {};
  for (int64_t group = 0; group < groups; group++, x += stride * width) {
    for (int64_t c = 0; c < width; c++, filter += N * width) {
      Vector factors[N];
      for (int n = 0; n < N; n++) factors[n] = load(filter + n * width);
#pragma GCC unroll 16
      for (int r = 0; r < Rows; r++)
        for (int n = 0; n < N; n++) sums[r][n] += x[r * width + c] * factors[n];
    }
  }
  for (int n = 0; n < N; n++)
    for (int r = 0; r < Rows; r++) store(y + (n * outStride + r) * width, sums[r][n]);
}

template <int N, int Rows = rowsMost>
inline void someRows(int64_t rows, const float* x, const float* filter, int64_t groups, int64_t stride, float* y, int64_t outStride) {
  if constexpr (Rows > 0) {
    if (rows == Rows) product<Rows, N>(x, filter, groups, stride, y, outStride);
    else someRows<N, Rows - 1>(rows, x, filter, groups, stride, y, outStride);
  }
}

/// All products of one plane of tiles and one panel.
inline void products(int64_t tiles, const float* x, const float* panel, int64_t groups, int64_t stride, float* y, int64_t outStride, int64_t vectors) {
  const int64_t rows = parts(tiles, parts(tiles, rowsMost));
  for (int64_t row = 0; row < tiles; row += rows, x += rows * width, y += rows * width) {
    if (vectors == pair) someRows<pair>(least(rows, tiles - row), x, panel, groups, stride, y, outStride);
    else someRows<1>(least(rows, tiles - row), x, panel, groups, stride, y, outStride);
  }
}

/// Tiles that a thread takes at a time: as many as registers hold a few times, in shares as even as can be.
int64_t tilesAtOnce(int64_t tiles, int threads) {
  const int64_t atMost = 3 * rowsMost;
  const int64_t blocks = parts(tiles, atMost * threads) * threads;
  return parts(tiles, blocks);
}

/// What becomes of the sums: y = relu?(sums + offsets? + residual?)
struct Result {
  const float *offsets, *residual;
  bool relu;
  float* y;
};

/// Writes some tiles of a group of results. `sums`: those of the group, [tiles][width] in each plane.
template <int Side>
void finish(const WinogradShape& s, const Tiles& tiles, int64_t group, int64_t first, int64_t end, const float* sums, int64_t plane, const Result& result) {
  const auto [offsets, residual, relu, y] = result;
  const int64_t groups = s.outputs / width;
  const Vector offset = offsets ? load(offsets + group * width) : Vector{};
  for (int64_t tile = first; tile < end; tile++) {
    const Place at(tiles, tile);
    const float* from = sums + (tile - first) * width;
    const int64_t start = (at.image * groups + group) * s.out_height * s.out_width * width;
    const int64_t rows = s.out_height - at.y, columns = s.out_width - at.x;
    bothWays<points<Side>, Side, Transforms<Side>::toResults>(
        [=](int r, Vector* row) {
#pragma GCC unroll 6
          for (int c = 0; c < points<Side>; c++) row[c] = load(from + (r * points<Side> + c) * plane);
        },
        [=, residual = residual, relu = relu, y = y](int r, int c, Vector value) {
          if (r >= rows || c >= columns) return;
          const int64_t place = start + ((at.y + r) * s.out_width + at.x + c) * width;
          value += offset;
          if (residual) value += load(residual + place);
          if (relu) value = value > 0.0f ? value : Vector{};
          store(y + place, value);
        });
  }
}

/// Where filters are small: all of the filter is transformed at first, then each thread takes tiles from beginning to end.
template <int Side>
struct ByTiles {
  int64_t stride, plane, outPlane, filterFloats;
  ByTiles(const WinogradShape& s, const Tiles& tiles, int threads)
      : stride(tilesAtOnce(tiles.count, threads)), plane(planeOf(s.channels, stride)), outPlane(planeOf(s.outputs, stride)),
        filterFloats(parts(s.outputs, pair * width) * panelFloats<Side>(s.channels)) {}
  int64_t floats(int threads) const { return filterFloats + threads * planes<Side> * (plane + outPlane); }
};

template <int Side>
void convolveByTiles(const WinogradShape& s, const float* x, const Filter& filter, const Result& result, float* scratch) {
  const Tiles tiles(Side, s);
  const ByTiles<Side> sizes(s, tiles, omp_get_max_threads());
  const int64_t blocks = parts(tiles.count, sizes.stride), groups = s.channels / width, outGroups = s.outputs / width, panels = filter.panels();
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t item = 0; item < panels * groups; item++)
      transformFilter<Side>(filter, item / groups, item % groups * width, scratch + item / groups * panelFloats<Side>(s.channels));
    float* values = scratch + sizes.filterFloats + omp_get_thread_num() * planes<Side> * (sizes.plane + sizes.outPlane);
    float* sums = values + planes<Side> * sizes.plane;
#pragma omp for schedule(dynamic)
    for (int64_t block = 0; block < blocks; block++) {
      const int64_t first = block * sizes.stride, end = least(tiles.count, first + sizes.stride);
      for (int64_t group = 0; group < groups; group++)
        transformMap<points<Side>, points<Side>, Transforms<Side>::ofMap>(x, groups, s.height, s.width, tiles, s.top, s.left, group, first, end, sizes.plane, sizes.stride, values);
      for (int64_t p = 0; p < planes<Side>; p++)
        for (int64_t panel = 0; panel < panels; panel++)
          products(end - first, values + p * sizes.plane, scratch + panel * panelFloats<Side>(s.channels) + p * panelPlane(s.channels), groups, sizes.stride,
                   sums + p * sizes.outPlane + panel * pair * sizes.stride * width, sizes.stride, least(pair, outGroups - panel * pair));
      for (int64_t group = 0; group < outGroups; group++)
        finish<Side>(s, tiles, group, first, end, sums + group * sizes.stride * width, sizes.outPlane, result);
    }
  }
}

/// Bytes of a transformed map that stay in the cache while all panels read them.
constexpr int64_t bytesOfPass = 12 << 20;

/// Where filters are large: the map is transformed at first, then each thread takes panels of the filter, which it transforms as it goes.
template <int Side>
struct ByPanels {
  int64_t pass, stride, plane, outPlane;
  ByPanels(const WinogradShape& s, const Tiles& tiles, int64_t bytes)
      : pass(parts(tiles.count, parts(tiles.count * s.channels * planes<Side> * 4, bytes))), stride(parts(pass, parts(pass, 4 * rowsMost))),
        plane(planeOf(s.channels, pass)), outPlane(planeOf(pair * width, stride)) {}
  int64_t mine(const WinogradShape& s) const { return panelFloats<Side>(s.channels) + planes<Side> * outPlane; }
  int64_t floats(const WinogradShape& s, int threads) const { return planes<Side> * plane + threads * mine(s); }
};

template <int Side>
void convolveByPanels(const WinogradShape& s, const float* x, const Filter& filter, const Result& result, float* scratch) {
  const Tiles tiles(Side, s);
  const ByPanels<Side> sizes(s, tiles, bytesOfPass);
  const int64_t groups = s.channels / width, outGroups = s.outputs / width;
  for (int64_t begin = 0; begin < tiles.count; begin += sizes.pass) {
    const int64_t stop = least(tiles.count, begin + sizes.pass);
    constexpr int64_t run = 32;
    const int64_t runs = parts(stop - begin, run);
#pragma omp parallel
    {
#pragma omp for schedule(dynamic, 4)
      for (int64_t item = 0; item < groups * runs; item++) {
        const int64_t from = begin + item % runs * run;
        transformMap<points<Side>, points<Side>, Transforms<Side>::ofMap>(x, groups, s.height, s.width, tiles, s.top, s.left, item / runs, from, least(stop, from + run), sizes.plane, sizes.pass,
                                    scratch + (from - begin) * width);
      }
      float *factors = scratch + planes<Side> * sizes.plane + omp_get_thread_num() * sizes.mine(s), *sums = factors + panelFloats<Side>(s.channels);
#pragma omp for schedule(dynamic)
      for (int64_t panel = 0; panel < filter.panels(); panel++) {
        for (int64_t group = 0; group < groups; group++) transformFilter<Side>(filter, panel, group * width, factors);
        const int64_t vectors = least(pair, outGroups - panel * pair);
        for (int64_t first = begin; first < stop; first += sizes.stride) {
          const int64_t end = least(stop, first + sizes.stride);
          for (int64_t p = 0; p < planes<Side>; p++)
            products(end - first, scratch + p * sizes.plane + (first - begin) * width, factors + p * panelPlane(s.channels), groups, sizes.pass,
                     sums + p * sizes.outPlane, sizes.stride, vectors);
          for (int64_t n = 0; n < vectors; n++)
            finish<Side>(s, tiles, panel * pair + n, first, end, sums + n * sizes.stride * width, sizes.outPlane, result);
        }
      }
    }
  }
}

/// The sums are the same either way, to the last bit.
bool isByPanels(const WinogradShape& s, int threads) { return s.channels * s.outputs > 128 * 128 && s.outputs >= threads * pair * width; }

template <int Side>
int64_t convolveBytes(const WinogradShape& s, int threads) {
  const Tiles tiles(Side, s);
  return 4 * (isByPanels(s, threads) ? ByPanels<Side>(s, tiles, bytesOfPass).floats(s, threads) : ByTiles<Side>(s, tiles, threads).floats(threads));
}

template <int Side>
void convolve(const WinogradShape& s, const float* x, const float* taps, bool isTurned, const float* offsets, const float* residual, bool relu, float* y,
              float* scratch) {
  const Filter filter{taps, isTurned ? s.outputs : s.channels, isTurned ? s.channels : s.outputs, isTurned};
  (isByPanels(s, omp_get_max_threads()) ? convolveByPanels<Side> : convolveByTiles<Side>)(s, x, filter, {offsets, residual, relu, y}, scratch);
}

}  // namespace
}  // namespace engine
