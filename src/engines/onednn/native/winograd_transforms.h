// Vectors of WIDTH floats, and Winograd's transforms of squares of them. As winograd_kernels.h, private to the file that includes it.
#pragma once
#include <cstdint>

namespace engine {
namespace {

constexpr int64_t width = WIDTH;
using Vector = float __attribute__((vector_size(4 * WIDTH)));
using Loose = float __attribute__((vector_size(4 * WIDTH), aligned(4)));

inline Vector load(const float* from) { return *reinterpret_cast<const Loose*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<Loose*>(to) = value; }

/// The transforms of tiles of Side x Side results. Products are taken at Side + 2 points.
template <int Side>
struct Transforms;

/// At the points 0, 1, -1 and infinity.
template <>
struct Transforms<2> {
  /// 4 from 4 neighbours of a map.
  static void ofMap(const Vector d[4], Vector v[4]) {
    v[0] = d[2] - d[0];
    v[1] = d[2] + d[1];
    v[2] = d[2] - d[1];
    v[3] = d[3] - d[1];
  }
  /// 4 from the 3 of a filter.
  static void ofFilter(const Vector w[3], Vector u[4]) {
    const Vector even = 0.5f * (w[0] + w[2]), odd = 0.5f * w[1];
    u[0] = -w[0];
    u[1] = even + odd;
    u[2] = even - odd;
    u[3] = w[2];
  }
  /// 2 results from 4 products.
  static void toResults(const Vector m[4], Vector y[2]) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] + m[3];
  }
  /// The transpose of `toResults`: 4 from 2 slopes.
  static void ofSlopes(const Vector y[2], Vector z[4]) {
    z[0] = y[0];
    z[1] = y[0] + y[1];
    z[2] = y[0] - y[1];
    z[3] = y[1];
  }
  /// The transpose of `ofFilter`: the 3 of a filter from 4 sums of products.
  static void toFilter(const Vector m[4], Vector w[3]) {
    const Vector even = 0.5f * (m[1] + m[2]);
    w[0] = even - m[0];
    w[1] = 0.5f * (m[1] - m[2]);
    w[2] = even + m[3];
  }
};

/// At the points 0, a, -a, b, -b and infinity: 5/8 and 3/2 round less than the usual 1 and 2, and both have short binary forms.
template <>
struct Transforms<4> {
  static constexpr float a = 0.625f, b = 1.5f, a2 = a * a, b2 = b * b, a3 = a2 * a, b3 = b2 * b;
  static constexpr float n0 = 1 / (a2 * b2), na = 1 / (2 * a2 * (a2 - b2)), nb = 1 / (2 * b2 * (b2 - a2));

  /// 6 from 6 neighbours of a map.
  static void ofMap(const Vector d[6], Vector v[6]) {
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
  static void ofFilter(const Vector w[3], Vector u[6]) {
    const Vector evenA = na * w[0] + (na * a2) * w[2], oddA = (na * a) * w[1];
    const Vector evenB = nb * w[0] + (nb * b2) * w[2], oddB = (nb * b) * w[1];
    u[0] = n0 * w[0];
    u[1] = evenA + oddA;
    u[2] = evenA - oddA;
    u[3] = evenB + oddB;
    u[4] = evenB - oddB;
    u[5] = w[2];
  }
  /// 4 results from 6 products.
  static void toResults(const Vector m[6], Vector y[4]) {
    const Vector sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4], differenceB = m[3] - m[4];
    y[0] = m[0] + sumA + sumB;
    y[1] = a * differenceA + b * differenceB;
    y[2] = a2 * sumA + b2 * sumB;
    y[3] = a3 * differenceA + b3 * differenceB + m[5];
  }
  /// The transpose of `toResults`: 6 from 4 slopes.
  static void ofSlopes(const Vector y[4], Vector z[6]) {
    const Vector evenA = y[0] + a2 * y[2], oddA = a * y[1] + a3 * y[3], evenB = y[0] + b2 * y[2], oddB = b * y[1] + b3 * y[3];
    z[0] = y[0];
    z[1] = evenA + oddA;
    z[2] = evenA - oddA;
    z[3] = evenB + oddB;
    z[4] = evenB - oddB;
    z[5] = y[3];
  }
  /// The transpose of `ofFilter`: the 3 of a filter from 6 sums of products.
  static void toFilter(const Vector m[6], Vector w[3]) {
    const Vector sumA = m[1] + m[2], sumB = m[3] + m[4];
    w[0] = n0 * m[0] + na * sumA + nb * sumB;
    w[1] = (na * a) * (m[1] - m[2]) + (nb * b) * (m[3] - m[4]);
    w[2] = (na * a2) * sumA + (nb * b2) * sumB + m[5];
  }
};

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

}  // namespace
}  // namespace engine
