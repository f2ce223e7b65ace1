// Maps cut into tiles, and their transforms. As winograd_kernels.h, private to the file that includes it.
#pragma once
#include "winograd.h"
#include "winograd_transforms.h"

namespace engine {
namespace {

inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
inline int64_t parts(int64_t n, int64_t size) { return (n + size - 1) / size; }

/// What the side of a tile gives: points along it, and products in all.
template <int Side>
constexpr int points = Side + 2;
template <int Side>
constexpr int64_t planes = points<Side>* points<Side>;

/// The squares that a map is cut into.
struct Tiles {
  int64_t side, down, across, count;
  Tiles(int64_t side, int64_t images, int64_t height, int64_t width)
      : side(side), down(parts(height, side)), across(parts(width, side)), count(images * down * across) {}
  Tiles(int64_t side, const WinogradShape& s) : Tiles(side, s.images, s.out_height, s.out_width) {}
};

struct Place {
  int64_t image, y, x;
  Place(const Tiles& tiles, int64_t tile)
      : image(tile / (tiles.down * tiles.across)), y(tile / tiles.across % tiles.down * tiles.side), x(tile % tiles.across * tiles.side) {}
};

alignas(64) constexpr float nothing[WIDTH] = {};

/// Transformed maps lie as [planes][channels / width][tiles][width]; planes are apart by one vector more, lest all fall into the same lines of a cache.
inline int64_t planeOf(int64_t channels, int64_t tiles) { return channels * tiles + width; }

/// Some tiles of a map [images][groups][height][columns][width], transformed; what lies beyond the map is zero. A square of N pixels begins `top`
/// above and `left` of its tile.
template <int N, int Points, void (*F)(const Vector*, Vector*)>
void transformMap(const float* map, int64_t groups, int64_t height, int64_t columns, const Tiles& tiles, int64_t top, int64_t left, int64_t group,
                  int64_t first, int64_t end, int64_t plane, int64_t stride, float* to) {
  for (int64_t tile = first; tile < end; tile++) {
    const Place at(tiles, tile);
    const int64_t y = at.y - top, x = at.x - left;
    const float* from = map + (((at.image * groups + group) * height + y) * columns + x) * width;
    float* out = to + (group * stride + tile - first) * width;
    const auto write = [=](int r, int c, Vector value) { store(out + (r * Points + c) * plane, value); };
    if (y >= 0 && x >= 0 && y + N <= height && x + N <= columns) {
      bothWays<N, Points, F>(
          [=](int r, Vector* row) {
#pragma GCC unroll 6
            for (int c = 0; c < N; c++) row[c] = load(from + (r * columns + c) * width);
          },
          write);
    } else {
      bothWays<N, Points, F>(
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

}  // namespace
}  // namespace engine
