// The body of winograd8 and winograd16: WIDTH floats in a vector. Everything here is private to the file that includes it, and nothing of the
// standard library is used: a function that both share could be kept in the form that only newer processors understand.
#include <omp.h>

#include "winograd.h"

namespace engine {
namespace {

constexpr int64_t width = WIDTH;
using Vector = float __attribute__((vector_size(4 * WIDTH)));
using Loose = float __attribute__((vector_size(4 * WIDTH), aligned(4)));

inline Vector load(const float* from) { return *reinterpret_cast<const Loose*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<Loose*>(to) = value; }
inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
inline int64_t parts(int64_t n, int64_t size) { return (n + size - 1) / size; }

// --- transforms: products are taken at the points 0, a, -a, b, -b and infinity ---

/// Side of a tile of results, and the number of points along it.
constexpr int64_t side = 4, points = 6, planes = points * points;

// 5/8 and 3/2 round less than the usual 1 and 2; both have short binary forms.
constexpr float a = 0.625f, b = 1.5f, a2 = a * a, b2 = b * b, a3 = a2 * a, b3 = b2 * b;

/// Values of the map at the points: 6 from 6 neighbours.
inline void ofMap(const Vector d[6], Vector v[6]) {
  const Vector evenA = d[4] - b2 * d[2], oddA = a * d[3] - (a * b2) * d[1];
  const Vector evenB = d[4] - a2 * d[2], oddB = b * d[3] - (b * a2) * d[1];
  v[0] = (a2 * b2) * d[0] - (a2 + b2) * d[2] + d[4];
  v[1] = evenA + oddA;
  v[2] = evenA - oddA;
  v[3] = evenB + oddB;
  v[4] = evenB - oddB;
  v[5] = (a2 * b2) * d[1] - (a2 + b2) * d[3] + d[5];
}

/// 6 from the 3 of a filter.
inline void ofFilter(const Vector w[3], Vector u[6]) {
  constexpr float n0 = 1 / (a2 * b2), na = 1 / (2 * a2 * (a2 - b2)), nb = 1 / (2 * b2 * (b2 - a2));
  const Vector evenA = na * w[0] + (na * a2) * w[2], oddA = (na * a) * w[1];
  const Vector evenB = nb * w[0] + (nb * b2) * w[2], oddB = (nb * b) * w[1];
  u[0] = n0 * w[0];
  u[1] = evenA + oddA;
  u[2] = evenA - oddA;
  u[3] = evenB + oddB;
  u[4] = evenB - oddB;
  u[5] = w[2];
}

/// 4 results from the 6 products.
inline void toResults(const Vector m[6], Vector y[4]) {
  const Vector sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4], differenceB = m[3] - m[4];
  y[0] = m[0] + sumA + sumB;
  y[1] = a * differenceA + b * differenceB;
  y[2] = a2 * sumA + b2 * sumB;
  y[3] = a3 * differenceA + b3 * differenceB + m[5];
}

/// The transpose of `toResults`: 6 from 4 slopes.
inline void ofSlopes(const Vector y[4], Vector z[6]) {
  const Vector evenA = y[0] + a2 * y[2], oddA = a * y[1] + a3 * y[3], evenB = y[0] + b2 * y[2], oddB = b * y[1] + b3 * y[3];
  z[0] = y[0];
  z[1] = evenA + oddA;
  z[2] = evenA - oddA;
  z[3] = evenB + oddB;
  z[4] = evenB - oddB;
  z[5] = y[3];
}

/// The transpose of `ofFilter`: the 3 of a filter from 6 sums of products.
inline void toFilter(const Vector m[6], Vector w[3]) {
  constexpr float n0 = 1 / (a2 * b2), na = 1 / (2 * a2 * (a2 - b2)), nb = 1 / (2 * b2 * (b2 - a2));
  const Vector sumA = m[1] + m[2], sumB = m[3] + m[4];
  w[0] = n0 * m[0] + na * sumA + nb * sumB;
  w[1] = (na * a) * (m[1] - m[2]) + (nb * b) * (m[3] - m[4]);
  w[2] = (na * a2) * sumA + (nb * b2) * sumB + m[5];
}

/// Applies a transform to the rows, then to the columns of a square. `read(r, row)` fills a row; `write(r, c, value)` takes the results.
template <int From, int To, void (*F)(const Vector*, Vector*), class Read, class Write>
inline __attribute__((always_inline)) void bothWays(Read read, Write write) {
  Vector half[To][From];
#pragma GCC unroll 6
  for (int r = 0; r < From; r++) {
    Vector row[From], out[To];
    read(r, row);
    F(row, out);
#pragma GCC unroll 6
    for (int c = 0; c < To; c++) half[c][r] = out[c];
  }
#pragma GCC unroll 6
  for (int c = 0; c < To; c++) {
    Vector column[To];
    F(half[c], column);
#pragma GCC unroll 6
    for (int r = 0; r < To; r++) write(r, c, column[r]);
  }
}

// --- tiles ---

/// The squares that a map is cut into.
struct Tiles {
  int64_t down, across, count;
  Tiles(int64_t images, int64_t height, int64_t width) : down(parts(height, side)), across(parts(width, side)), count(images * down * across) {}
};

struct Place {
  int64_t image, y, x;
  Place(const Tiles& tiles, int64_t tile)
      : image(tile / (tiles.down * tiles.across)), y(tile / tiles.across % tiles.down * side), x(tile % tiles.across * side) {}
};

alignas(64) constexpr float nothing[WIDTH] = {};

/// Transformed maps lie as [planes][channels / width][tiles][width]; planes are apart by one vector more, lest all fall into the same lines of a cache.
inline int64_t planeOf(int64_t channels, int64_t tiles) { return channels * tiles + width; }

/// Some tiles of a map [images][groups][height][columns][width], transformed; what lies beyond the map is zero. A square of N pixels begins `top`
/// above and `left` of its tile.
template <int N, void (*F)(const Vector*, Vector*)>
void transformMap(const float* map, int64_t groups, int64_t height, int64_t columns, const Tiles& tiles, int64_t top, int64_t left, int64_t group,
                  int64_t first, int64_t end, int64_t plane, int64_t stride, float* to) {
  for (int64_t tile = first; tile < end; tile++) {
    const Place at(tiles, tile);
    const int64_t y = at.y - top, x = at.x - left;
    const float* from = map + (((at.image * groups + group) * height + y) * columns + x) * width;
    float* out = to + (group * stride + tile - first) * width;
    const auto write = [=](int r, int c, Vector value) { store(out + (r * points + c) * plane, value); };
    if (y >= 0 && x >= 0 && y + N <= height && x + N <= columns) {
      bothWays<N, points, F>(
          [=](int r, Vector* row) {
#pragma GCC unroll 6
            for (int c = 0; c < N; c++) row[c] = load(from + (r * columns + c) * width);
          },
          write);
    } else {
      bothWays<N, points, F>(
          [=](int r, Vector* row) {
            const bool isRow = y + r >= 0 && y + r < height;
#pragma GCC unroll 6
            for (int c = 0; c < N; c++) {
              const bool isInside = isRow & (x + c >= 0) & (x + c < columns);
              row[c] = load(isInside ? from + (r * columns + c) * width : nothing);
            }
          },
          write);
    }
  }
}

// --- filters ---

/// Vectors of results that a product makes at a time. A transformed filter lies in panels of so many: [planes][sources][pair][width].
constexpr int64_t pair = 2;

inline int64_t panelPlane(int64_t sources) { return (sources * pair + 1) * width; }
inline int64_t panelFloats(int64_t sources) { return planes * panelPlane(sources); }

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
      bothWays<3, points, ofFilter>(
          [&](int r, Vector* row) {
            for (int c = 0; c < 3; c++) row[c] = taps[r * 3 + c][s];
          },
          [=](int r, int c, Vector value) { store(out + (r * points + c) * plane, value); });
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
void finish(const WinogradShape& s, const Tiles& tiles, int64_t group, int64_t first, int64_t end, const float* sums, int64_t plane, const Result& result) {
  const auto [offsets, residual, relu, y] = result;
  const int64_t groups = s.outputs / width;
  const Vector offset = offsets ? load(offsets + group * width) : Vector{};
  for (int64_t tile = first; tile < end; tile++) {
    const Place at(tiles, tile);
    const float* from = sums + (tile - first) * width;
    const int64_t start = (at.image * groups + group) * s.out_height * s.out_width * width;
    const int64_t rows = s.out_height - at.y, columns = s.out_width - at.x;
    bothWays<points, side, toResults>(
        [=](int r, Vector* row) {
#pragma GCC unroll 6
          for (int c = 0; c < points; c++) row[c] = load(from + (r * points + c) * plane);
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
struct ByTiles {
  int64_t stride, plane, outPlane, filterFloats;
  ByTiles(const WinogradShape& s, const Tiles& tiles, int threads)
      : stride(tilesAtOnce(tiles.count, threads)), plane(planeOf(s.channels, stride)), outPlane(planeOf(s.outputs, stride)),
        filterFloats(parts(s.outputs, pair * width) * panelFloats(s.channels)) {}
  int64_t floats(int threads) const { return filterFloats + threads * planes * (plane + outPlane); }
};

void convolveByTiles(const WinogradShape& s, const float* x, const Filter& filter, const Result& result, float* scratch) {
  const Tiles tiles(s.images, s.out_height, s.out_width);
  const ByTiles sizes(s, tiles, omp_get_max_threads());
  const int64_t blocks = parts(tiles.count, sizes.stride), groups = s.channels / width, outGroups = s.outputs / width, panels = filter.panels();
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t item = 0; item < panels * groups; item++)
      transformFilter(filter, item / groups, item % groups * width, scratch + item / groups * panelFloats(s.channels));
    float* values = scratch + sizes.filterFloats + omp_get_thread_num() * planes * (sizes.plane + sizes.outPlane);
    float* sums = values + planes * sizes.plane;
#pragma omp for schedule(dynamic)
    for (int64_t block = 0; block < blocks; block++) {
      const int64_t first = block * sizes.stride, end = least(tiles.count, first + sizes.stride);
      for (int64_t group = 0; group < groups; group++)
        transformMap<points, ofMap>(x, groups, s.height, s.width, tiles, s.top, s.left, group, first, end, sizes.plane, sizes.stride, values);
      for (int64_t p = 0; p < planes; p++)
        for (int64_t panel = 0; panel < panels; panel++)
          products(end - first, values + p * sizes.plane, scratch + panel * panelFloats(s.channels) + p * panelPlane(s.channels), groups, sizes.stride,
                   sums + p * sizes.outPlane + panel * pair * sizes.stride * width, sizes.stride, least(pair, outGroups - panel * pair));
      for (int64_t group = 0; group < outGroups; group++)
        finish(s, tiles, group, first, end, sums + group * sizes.stride * width, sizes.outPlane, result);
    }
  }
}

/// Where filters are large: the map is transformed at first, then each thread takes panels of the filter, which it transforms as it goes.
struct ByPanels {
  int64_t pass, stride, plane, outPlane;
  ByPanels(const WinogradShape& s, const Tiles& tiles, int64_t bytes)
      : pass(parts(tiles.count, parts(tiles.count * s.channels * planes * 4, bytes))), stride(parts(pass, parts(pass, 4 * rowsMost))),
        plane(planeOf(s.channels, pass)), outPlane(planeOf(pair * width, stride)) {}
  int64_t mine(const WinogradShape& s) const { return panelFloats(s.channels) + planes * outPlane; }
  int64_t floats(const WinogradShape& s, int threads) const { return planes * plane + threads * mine(s); }
};
constexpr int64_t bytesOfPass = 12 << 20;

void convolveByPanels(const WinogradShape& s, const float* x, const Filter& filter, const Result& result, float* scratch) {
  const Tiles tiles(s.images, s.out_height, s.out_width);
  const ByPanels sizes(s, tiles, bytesOfPass);
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
        transformMap<points, ofMap>(x, groups, s.height, s.width, tiles, s.top, s.left, item / runs, from, least(stop, from + run), sizes.plane, sizes.pass,
                                    scratch + (from - begin) * width);
      }
      float *factors = scratch + planes * sizes.plane + omp_get_thread_num() * sizes.mine(s), *sums = factors + panelFloats(s.channels);
#pragma omp for schedule(dynamic)
      for (int64_t panel = 0; panel < filter.panels(); panel++) {
        for (int64_t group = 0; group < groups; group++) transformFilter(filter, panel, group * width, factors);
        const int64_t vectors = least(pair, outGroups - panel * pair);
        for (int64_t first = begin; first < stop; first += sizes.stride) {
          const int64_t end = least(stop, first + sizes.stride);
          for (int64_t p = 0; p < planes; p++)
            products(end - first, scratch + p * sizes.plane + (first - begin) * width, factors + p * panelPlane(s.channels), groups, sizes.pass,
                     sums + p * sizes.outPlane, sizes.stride, vectors);
          for (int64_t n = 0; n < vectors; n++)
            finish(s, tiles, panel * pair + n, first, end, sums + n * sizes.stride * width, sizes.outPlane, result);
        }
      }
    }
  }
}

/// The sums are the same either way, to the last bit.
bool isByPanels(const WinogradShape& s, int threads) { return s.channels * s.outputs > 128 * 128 && s.outputs >= threads * pair * width; }

int64_t convolveBytes(const WinogradShape& s, int threads) {
  const Tiles tiles(s.images, s.out_height, s.out_width);
  return 4 * (isByPanels(s, threads) ? ByPanels(s, tiles, bytesOfPass).floats(s, threads) : ByTiles(s, tiles, threads).floats(threads));
}

void convolve(const WinogradShape& s, const float* x, const float* taps, bool isTurned, const float* offsets, const float* residual, bool relu, float* y,
              float* scratch) {
  const Filter filter{taps, isTurned ? s.outputs : s.channels, isTurned ? s.channels : s.outputs, isTurned};
  (isByPanels(s, omp_get_max_threads()) ? convolveByPanels : convolveByTiles)(s, x, filter, {offsets, residual, relu, y}, scratch);
}

// --- the gradient of the filter ---

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
  int64_t floats() const { return planes * channels * outputs; }
};

/// Tiles whose transforms stay in the cache until all chunks have read them. It must not depend on the threads: sums would differ.
int64_t tilesOfPass(const WinogradShape& s, int64_t tiles) {
  const int64_t atMost = most(64, (8 << 20) / ((s.channels + s.outputs) * planes * 4));
  return parts(tiles, parts(tiles, atMost));
}

int64_t filterGradientBytes(const WinogradShape& s, int threads) {
  const Tiles tiles(s.images, s.out_height, s.out_width);
  const int64_t n = tilesOfPass(s, tiles.count);
  const Chunks chunks(s, threads);
  return (planes * (planeOf(s.channels, n) + planeOf(s.outputs, n)) + (n < tiles.count ? chunks.count : threads) * chunks.floats()) * 4;
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

void filterGradient(const WinogradShape& s, const float* x, const float* dy, float* filter, float* scratch) {
  const Tiles tiles(s.images, s.out_height, s.out_width);
  const int threads = omp_get_max_threads();
  const int64_t stride = tilesOfPass(s, tiles.count), passes = parts(tiles.count, stride);
  const int64_t plane = planeOf(s.channels, stride), slopePlane = planeOf(s.outputs, stride);
  const int64_t groups = s.channels / width, outGroups = s.outputs / width;
  const Chunks chunks(s, threads);
  float *values = scratch, *slopes = values + planes * plane, *allSums = slopes + planes * slopePlane;
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
          transformMap<points, ofMap>(x, groups, s.height, s.width, tiles, s.top, s.left, group, from, to, plane, stride, values + shift);
        else
          transformMap<side, ofSlopes>(dy, outGroups, s.out_height, s.out_width, tiles, 0, 0, group - groups, from, to, slopePlane, stride,
                                       slopes + shift);
      }
#pragma omp for schedule(dynamic)
      for (int64_t chunk = 0; chunk < chunks.count; chunk++) {
        float* sums = allSums + (passes > 1 ? chunk : omp_get_thread_num()) * chunks.floats();
        const int64_t c0 = chunk / chunks.across * chunks.channels, k0 = chunk % chunks.across * chunks.outputs;
        const int64_t c1 = least(s.channels, c0 + chunks.channels), k1 = least(s.outputs, k0 + chunks.outputs);
        for (int64_t p = 0; p < planes; p++)
          for (int64_t k = k0; k < k1; k += pair * width)
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
            bothWays<points, 3, toFilter>(
                [=](int r, Vector* row) {
                  for (int n = 0; n < points; n++) row[n] = load(from + (r * points + n) * chunks.channels * chunks.outputs);
                },
                [=](int r, int n, Vector value) { store(to + (r * 3 + n) * s.channels * s.outputs, value); });
          }
      }
    }
  }
}

}  // namespace
}  // namespace engine
