// Our own loops, for what oneDNN lacks or would do in more passes over the memory. Each takes its share of the threads of OpenMP.
#pragma GCC optimize("no-math-errno", "no-trapping-math")
#include <omp.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <stdexcept>

#include "program.h"

namespace engine {
namespace {

using Floats = float* __restrict;
using Read = const float*;

/// Elements below which a second thread costs more than it saves.
constexpr int64_t grain = 8192;

/// Runs `f(from, to)` on equal shares of 0..n, where each element stands for `cost` simple operations.
template <class F>
void split(int64_t n, int64_t cost, F f) {
  if (omp_get_max_threads() == 1 || n < 2 || n * cost < 2 * grain) return f(static_cast<int64_t>(0), n);
#pragma omp parallel
  {
    const int64_t part = omp_get_thread_num(), parts = omp_get_num_threads();
    f(n * part / parts, n * (part + 1) / parts);
  }
}

/// The numbers of an instruction, one after the other.
class Reader {
 public:
  explicit Reader(const Instruction& i) : numbers(i.numbers) {}
  double number() { return numbers.at(next++); }
  int64_t integer() { return static_cast<int64_t>(number()); }
  std::vector<int64_t> list(size_t n) {
    std::vector<int64_t> values(n);
    for (auto& value : values) value = integer();
    return values;
  }

 private:
  std::vector<double> numbers;
  size_t next = 0;
};

// --- element by element ---

template <class F>
Step unary(const Instruction& i, F f) {
  const auto n = Reader(i).integer();
  return [=, x = i.buffers[0], y = i.buffers[1]](float* const* at) {
    const float* from = at[x];
    float* to = at[y];
    split(n, 1, [=](int64_t begin, int64_t end) {
#pragma omp simd
      for (int64_t k = begin; k < end; k++) to[k] = f(from[k]);
    });
  };
}

template <class F, int SA, int SB>
void row(const float* a, const float* b, float* y, int64_t n, F f) {
#pragma omp simd
  for (int64_t k = 0; k < n; k++) y[k] = f(a[k * SA], b[k * SB]);
}

/// Offset of the place `index` (row-major over `extents`) by each of the strides.
template <size_t N>
std::array<int64_t, N> offsets(int64_t index, const std::vector<int64_t>& extents, const std::array<const std::vector<int64_t>*, N>& strides) {
  std::array<int64_t, N> sums{};
  for (size_t axis = extents.size(); axis-- > 0;) {
    const int64_t place = index % extents[axis];
    index /= extents[axis];
    for (size_t s = 0; s < N; s++) sums[s] += place * (*strides[s])[axis];
  }
  return sums;
}

/// Numbers: rank, extents, strides of a, strides of b; the last axis is the inner loop, along which strides are 0 or 1.
template <class F>
Step binary(const Instruction& i, F f) {
  Reader read(i);
  const auto rank = static_cast<size_t>(read.integer());
  auto extents = read.list(rank), sa = read.list(rank), sb = read.list(rank);
  const int64_t inner = extents.back(), innerA = sa.back(), innerB = sb.back();
  extents.pop_back();
  int64_t rows = 1;
  for (auto extent : extents) rows *= extent;
  return [=, a = i.buffers[0], b = i.buffers[1], y = i.buffers[2]](float* const* at) {
    const auto run = [&](int64_t r, int64_t begin, int64_t end) {
      const auto [da, db] = offsets<2>(r, extents, {&sa, &sb});
      const float *x1 = at[a] + da + begin * innerA, *x2 = at[b] + db + begin * innerB;
      float* to = at[y] + r * inner + begin;
      const int64_t n = end - begin;
      if (innerA && innerB) row<F, 1, 1>(x1, x2, to, n, f);
      else if (innerA) row<F, 1, 0>(x1, x2, to, n, f);
      else if (innerB) row<F, 0, 1>(x1, x2, to, n, f);
      else row<F, 0, 0>(x1, x2, to, n, f);
    };
    if (rows == 1) split(inner, 1, [&](int64_t begin, int64_t end) { run(0, begin, end); });
    else split(rows, inner, [&](int64_t begin, int64_t end) { for (int64_t r = begin; r < end; r++) run(r, 0, inner); });
  };
}

/// Numbers: rank, extents, strides and offset of x, strides and offset of y.
Step copy(const Instruction& i) {
  Reader read(i);
  const auto rank = static_cast<size_t>(read.integer());
  auto extents = read.list(rank), sx = read.list(rank), sy = read.list(rank);
  const int64_t startX = read.integer(), startY = read.integer();
  const int64_t inner = extents.back(), innerX = sx.back(), innerY = sy.back();
  extents.pop_back();
  int64_t rows = 1;
  for (auto extent : extents) rows *= extent;
  return [=, x = i.buffers[0], y = i.buffers[1]](float* const* at) {
    const auto run = [&](int64_t r, int64_t begin, int64_t end) {
      const auto [dx, dy] = offsets<2>(r, extents, {&sx, &sy});
      const float* from = at[x] + startX + dx + begin * innerX;
      float* to = at[y] + startY + dy + begin * innerY;
      const int64_t n = end - begin;
      if (innerX == 1 && innerY == 1) std::memcpy(to, from, n * sizeof(float));
      else for (int64_t k = 0; k < n; k++) to[k * innerY] = from[k * innerX];
    };
    if (rows == 1) split(inner, 1, [&](int64_t begin, int64_t end) { run(0, begin, end); });
    else split(rows, inner, [&](int64_t begin, int64_t end) { for (int64_t r = begin; r < end; r++) run(r, 0, inner); });
  };
}

/// Numbers: the value, the count.
Step fill(const Instruction& i) {
  Reader read(i);
  const auto value = static_cast<float>(read.number());
  const auto n = read.integer();
  return [=, y = i.buffers[0]](float* const* at) {
    float* to = at[y];
    split(n, 1, [=](int64_t begin, int64_t end) { std::fill(to + begin, to + end, value); });
  };
}

/// Numbers: all the values.
Step values(const Instruction& i) {
  std::vector<float> all(i.numbers.begin(), i.numbers.end());
  return [=, y = i.buffers[0]](float* const* at) { std::copy(all.begin(), all.end(), at[y]); };
}

/// Numbers: a factor; rank, extents and strides in x of the axes that stay; then of those that are summed.
Step sum(const Instruction& i) {
  Reader read(i);
  const double factor = read.number();
  const auto kept = static_cast<size_t>(read.integer());
  const auto extents = read.list(kept), strides = read.list(kept);
  const auto summed = static_cast<size_t>(read.integer());
  auto extentsSummed = read.list(summed), stridesSummed = read.list(summed);
  const int64_t inner = extentsSummed.back(), innerStride = stridesSummed.back();
  extentsSummed.pop_back();
  int64_t n = 1, rows = 1;
  for (auto extent : extents) n *= extent;
  for (auto extent : extentsSummed) rows *= extent;
  return [=, x = i.buffers[0], y = i.buffers[1]](float* const* at) {
    split(n, rows * inner, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; k++) {
        const float* from = at[x] + offsets<1>(k, extents, {&strides})[0];
        double total = 0;
        for (int64_t r = 0; r < rows; r++) {
          const float* line = from + offsets<1>(r, extentsSummed, {&stridesSummed})[0];
          for (int64_t t = 0; t < inner; t++) total += line[t * innerStride];
        }
        at[y][k] = static_cast<float>(total * factor);
      }
    });
  };
}

// --- maps: [images][groups][pixels][block], channel = group · block + place in the block ---

struct Map {
  int64_t images, groups, pixels, block, channels;
  explicit Map(Reader& read)
      : images(read.integer()), groups(read.integer()), pixels(read.integer()), block(read.integer()), channels(read.integer()) {}
  int64_t rows() const { return images * groups * pixels; }
  int64_t width() const { return groups * block; }

  /// Calls `f(group, offset of the first element, rows)` for each run of rows of one group among the rows `begin` to `end`.
  template <class F>
  void each(int64_t begin, int64_t end, F f) const {
    while (begin < end) {
      const int64_t plane = begin / pixels, stop = std::min(end, (plane + 1) * pixels);
      f(plane % groups, begin * block, stop - begin);
      begin = stop;
    }
  }
};

/// A value for each channel, zero in the padding of the last block: padding stays zero, as oneDNN wants it.
std::vector<float> padded(const Map& map, const std::vector<float>& values) {
  std::vector<float> all(map.width(), 0.0f);
  std::copy_n(values.begin(), map.channels, all.begin());
  return all;
}

/// Rows that are summed in single precision before they go into a double.
constexpr int64_t chunk = 128;

/// Adds to `s` and `q`, by place in the block, what `term(element, place)` gives for each element of the rows.
template <int B, class Term>
void gather(int64_t rows, int64_t block, Term term, double* s, double* q) {
  if constexpr (B > 0) {
    constexpr int U = 32 / B;
    for (int64_t r0 = 0; r0 < rows; r0 += chunk) {
      const int64_t r1 = std::min(rows, r0 + chunk);
      float a[U * B] = {}, b[U * B] = {};
      int64_t r = r0;
      for (; r + U <= r1; r += U)
        for (int u = 0; u < U; u++)
#pragma omp simd
          for (int c = 0; c < B; c++) {
            const auto [first, second] = term((r + u) * B + c, c);
            a[u * B + c] += first;
            b[u * B + c] += second;
          }
      for (; r < r1; r++)
#pragma omp simd
        for (int c = 0; c < B; c++) {
          const auto [first, second] = term(r * B + c, c);
          a[c] += first;
          b[c] += second;
        }
      for (int k = 0; k < U * B; k++) {
        s[k % B] += a[k];
        q[k % B] += b[k];
      }
    }
  } else {
    std::vector<float> a(block), b(block);
    for (int64_t r0 = 0; r0 < rows; r0 += chunk) {
      std::fill(a.begin(), a.end(), 0.0f);
      std::fill(b.begin(), b.end(), 0.0f);
      for (int64_t r = r0; r < std::min(rows, r0 + chunk); r++)
#pragma omp simd
        for (int64_t c = 0; c < block; c++) {
          const auto [first, second] = term(r * block + c, c);
          a[c] += first;
          b[c] += second;
        }
      for (int64_t c = 0; c < block; c++) {
        s[c] += a[c];
        q[c] += b[c];
      }
    }
  }
}

struct Pair {
  float first, second;
};

/// Both sums for every channel. `term(group)` gives the function of an offset of the whole map and a place in the block.
template <int B, class Term>
void sums(const Map& map, Term term, std::vector<double>& s, std::vector<double>& q) {
  const int parts = omp_get_max_threads();
  const int64_t width = map.width();
  std::vector<double> shares(2 * width * parts, 0.0);
  split(map.rows(), map.block, [&](int64_t begin, int64_t end) {
    double* mine = shares.data() + 2 * width * omp_get_thread_num();
    map.each(begin, end, [&](int64_t group, int64_t start, int64_t rows) {
      const auto f = term(group);
      gather<B>(rows, map.block, [&](int64_t k, int64_t c) { return f(start + k, c); }, mine + group * map.block, mine + width + group * map.block);
    });
  });
  s.assign(width, 0.0);
  q.assign(width, 0.0);
  for (int part = 0; part < parts; part++)
    for (int64_t c = 0; c < width; c++) {
      s[c] += shares[2 * width * part + c];
      q[c] += shares[2 * width * part + width + c];
    }
}

/// Writes `f(offset, place in the block)` to every element. `term(group)` gives f.
template <int B, class Term>
void every(const Map& map, float* to, Term term) {
  split(map.rows(), map.block, [&](int64_t begin, int64_t end) {
    map.each(begin, end, [&](int64_t group, int64_t start, int64_t rows) {
      const auto f = term(group);
      const int64_t block = B > 0 ? B : map.block;
      for (int64_t r = 0; r < rows; r++)
#pragma omp simd
        for (int64_t c = 0; c < block; c++) to[start + r * block + c] = f(start + r * block + c, c);
    });
  });
}

/// Calls `f` with the block as a constant where it is one of oneDNN's.
template <class F>
void withBlock(const Map& map, F f) {
  if (map.block == 8) f(std::integral_constant<int, 8>{});
  else if (map.block == 16) f(std::integral_constant<int, 16>{});
  else f(std::integral_constant<int, 0>{});
}

/// y = relu?(x · factor + shift + residual?)
void affine(const Map& map, Read x, Read residual, float* y, const std::vector<float>& factor, const std::vector<float>& shift, bool relu) {
  const float floor = relu ? 0.0f : -std::numeric_limits<float>::infinity();
  withBlock(map, [&](auto constant) {
    constexpr int B = decltype(constant)::value;
    if (residual)
      every<B>(map, y, [&](int64_t group) {
        const float *a = &factor[group * map.block], *b = &shift[group * map.block];
        return [=](int64_t k, int64_t c) {
          const float value = x[k] * a[c] + b[c] + residual[k];
          return value < floor ? floor : value;
        };
      });
    else
      every<B>(map, y, [&](int64_t group) {
        const float *a = &factor[group * map.block], *b = &shift[group * map.block];
        return [=](int64_t k, int64_t c) {
          const float value = x[k] * a[c] + b[c];
          return value < floor ? floor : value;
        };
      });
  });
}

/// x · scale / deviation + offset - mean · scale / deviation
void normalise(const Map& map, Read x, Read residual, float* y, Read scale, Read offset, Read mean, Read variance, double epsilon, bool relu) {
  std::vector<float> factor(map.channels), shift(map.channels);
  for (int64_t c = 0; c < map.channels; c++) {
    const double a = scale[c] / std::sqrt(variance[c] + epsilon);
    factor[c] = static_cast<float>(a);
    shift[c] = static_cast<float>(offset[c] - mean[c] * a);
  }
  affine(map, x, residual, y, padded(map, factor), padded(map, shift), relu);
}

/// Buffers: x, scale, offset, residual?, y, mean, variance. Numbers: the map, epsilon, relu.
Step batchNorm(const Instruction& i) {
  Reader read(i);
  const Map map(read);
  const double epsilon = read.number();
  const bool relu = read.number() != 0;
  return [=, b = i.buffers](float* const* at) {
    const float *x = at[b[0]], *residual = b[3] < 0 ? nullptr : at[b[3]];
    float *mean = at[b[5]], *variance = at[b[6]];
    // Moments about the first pixel: no digits are lost where the mean is far from zero.
    std::vector<float> about(map.width());
    for (int64_t group = 0; group < map.groups; group++)
      std::copy_n(x + group * map.pixels * map.block, map.block, about.begin() + group * map.block);
    std::vector<double> s, q;
    withBlock(map, [&](auto constant) {
      sums<decltype(constant)::value>(map, [&](int64_t group) {
        const float* centre = &about[group * map.block];
        return [=](int64_t k, int64_t c) {
          const float value = x[k] - centre[c];
          return Pair{value, value * value};
        };
      }, s, q);
    });
    const auto n = static_cast<double>(map.images * map.pixels);
    for (int64_t c = 0; c < map.channels; c++) {
      const double shift = s[c] / n;
      mean[c] = static_cast<float>(about[c] + shift);
      variance[c] = static_cast<float>(std::max(0.0, q[c] / n - shift * shift));
    }
    normalise(map, x, residual, at[b[4]], at[b[1]], at[b[2]], mean, variance, epsilon, relu);
  };
}

/// Buffers: x, scale, offset, mean, variance, residual?, y. Numbers: the map, epsilon, relu.
Step batchNormInference(const Instruction& i) {
  Reader read(i);
  const Map map(read);
  const double epsilon = read.number();
  const bool relu = read.number() != 0;
  return [=, b = i.buffers](float* const* at) {
    normalise(map, at[b[0]], b[5] < 0 ? nullptr : at[b[5]], at[b[6]], at[b[1]], at[b[2]], at[b[3]], at[b[4]], epsilon, relu);
  };
}

/// Buffers: dy, x, scale, mean, variance, y?, dx, dscale, doffset. Numbers: the map, epsilon. Where y is given, dy counts where y > 0 only.
Step batchNormGradient(const Instruction& i) {
  Reader read(i);
  const Map map(read);
  const double epsilon = read.number();
  return [=, b = i.buffers](float* const* at) {
    const float *dy = at[b[0]], *x = at[b[1]], *scale = at[b[2]], *mean = at[b[3]], *variance = at[b[4]], *y = b[5] < 0 ? nullptr : at[b[5]];
    float *dx = at[b[6]], *dscale = at[b[7]], *doffset = at[b[8]];
    const auto means = padded(map, std::vector<float>(mean, mean + map.channels));
    std::vector<double> s, q;
    withBlock(map, [&](auto constant) {
      constexpr int B = decltype(constant)::value;
      if (y)
        sums<B>(map, [&](int64_t group) {
          const float* m = &means[group * map.block];
          return [=](int64_t k, int64_t c) {
            const float slope = y[k] > 0 ? dy[k] : 0.0f;
            return Pair{slope, slope * (x[k] - m[c])};
          };
        }, s, q);
      else
        sums<B>(map, [&](int64_t group) {
          const float* m = &means[group * map.block];
          return [=](int64_t k, int64_t c) { return Pair{dy[k], dy[k] * (x[k] - m[c])}; };
        }, s, q);
    });
    // dx = a · dy + b · x + d, by channel.
    const auto n = static_cast<double>(map.images * map.pixels);
    std::vector<float> pa(map.width(), 0.0f), pb(map.width(), 0.0f), pd(map.width(), 0.0f);
    for (int64_t c = 0; c < map.channels; c++) {
      const double inverse = 1 / std::sqrt(variance[c] + epsilon), a = scale[c] * inverse, slope = -a * q[c] * inverse * inverse / n;
      dscale[c] = static_cast<float>(q[c] * inverse);
      doffset[c] = static_cast<float>(s[c]);
      pa[c] = static_cast<float>(a);
      pb[c] = static_cast<float>(slope);
      pd[c] = static_cast<float>(-a * s[c] / n);
    }
    withBlock(map, [&](auto constant) {
      constexpr int B = decltype(constant)::value;
      const auto term = [&](auto slopeOf) {
        every<B>(map, dx, [&, slopeOf](int64_t group) {
          const float *a = &pa[group * map.block], *bb = &pb[group * map.block], *d = &pd[group * map.block], *m = &means[group * map.block];
          return [=](int64_t k, int64_t c) { return a[c] * slopeOf(k) + bb[c] * (x[k] - m[c]) + d[c]; };
        });
      };
      if (y) term([=](int64_t k) { return y[k] > 0 ? dy[k] : 0.0f; });
      else term([=](int64_t k) { return dy[k]; });
    });
  };
}

struct Window {
  int64_t planes, height, width, block, rows, columns, window_height, window_width, down, across, top, left;
  explicit Window(Reader& read)
      : planes(read.integer()), height(read.integer()), width(read.integer()), block(read.integer()), rows(read.integer()),
        columns(read.integer()), window_height(read.integer()), window_width(read.integer()), down(read.integer()), across(read.integer()),
        top(read.integer()), left(read.integer()) {}

  /// Calls `f(offset in the plane)` for each pixel of the window of (r, c), row by row; padding is left out.
  template <class F>
  void taps(int64_t r, int64_t c, F f) const {
    for (int64_t i = 0; i < window_height; i++) {
      const int64_t h = r * down - top + i;
      if (h < 0 || h >= height) continue;
      for (int64_t j = 0; j < window_width; j++) {
        const int64_t w = c * across - left + j;
        if (w >= 0 && w < width) f((h * width + w) * block);
      }
    }
  }
  int64_t area() const { return window_height * window_width * block; }
};

/// Buffers: x, y. Numbers: planes, extents of the map and of y, window, strides, pads above and left.
Step maxPool(const Instruction& i) {
  Reader read(i);
  const Window win(read);
  return [=, x = i.buffers[0], y = i.buffers[1]](float* const* at) {
    split(win.planes * win.rows, win.columns * win.area(), [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; line++) {
        const float* plane = at[x] + line / win.rows * win.height * win.width * win.block;
        for (int64_t c = 0; c < win.columns; c++) {
          float* to = at[y] + (line * win.columns + c) * win.block;
          std::fill_n(to, win.block, -std::numeric_limits<float>::infinity());
          win.taps(line % win.rows, c, [&](int64_t tap) {
            const float* from = plane + tap;
#pragma omp simd
            for (int64_t k = 0; k < win.block; k++) to[k] = from[k] > to[k] ? from[k] : to[k];
          });
        }
      }
    });
  };
}

/// Buffers: dy, x, y, dx. To the first greatest element of each window, row by row.
Step maxPoolGradient(const Instruction& i) {
  Reader read(i);
  const Window win(read);
  return [=, b = i.buffers](float* const* at) {
    const int64_t plane = win.height * win.width * win.block;
    split(win.planes, win.rows * win.columns * win.area(), [&](int64_t begin, int64_t end) {
      std::vector<float> left(win.block);
      std::fill(at[b[3]] + begin * plane, at[b[3]] + end * plane, 0.0f);
      for (int64_t p = begin; p < end; p++) {
        const float* x = at[b[1]] + p * plane;
        float* dx = at[b[3]] + p * plane;
        for (int64_t r = 0; r < win.rows; r++)
          for (int64_t c = 0; c < win.columns; c++) {
            const int64_t place = ((p * win.rows + r) * win.columns + c) * win.block;
            const float* y = at[b[2]] + place;
            float* rest = left.data();
            std::copy_n(at[b[0]] + place, win.block, rest);
            win.taps(r, c, [&](int64_t tap) {
              const float* from = x + tap;
              float* to = dx + tap;
#pragma omp simd
              for (int64_t k = 0; k < win.block; k++) {
                const float given = from[k] == y[k] ? rest[k] : 0.0f;
                to[k] += given;
                rest[k] -= given;
              }
            });
          }
      }
    });
  };
}

// --- the rest ---

/// The 32-bit finalizer of MurmurHash3, as in common/random.ts.
uint32_t mix(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}
uint32_t keyOf(uint32_t h, double part) { return mix(h * 31u + static_cast<uint32_t>(static_cast<int64_t>(part)) + 0x9e3779b9u); }

/// Buffers: counter, y. Numbers: count, seed.
Step random(const Instruction& i) {
  Reader read(i);
  const auto n = read.integer();
  const double seed = read.number();
  return [=, counter = i.buffers[0], y = i.buffers[1]](float* const* at) {
    const uint32_t stream = keyOf(keyOf(0, seed), at[counter][0]);
    float* to = at[y];
    split(n, 8, [=](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; k++) to[k] = static_cast<float>(mix(stream + static_cast<uint32_t>(k + 1) * 0x9e3779b1u) / 4294967296.0);
    });
  };
}

/// Probabilities of a row, and the logarithm of the sum that they were divided by.
double softmaxRow(Read x, float* y, int64_t n) {
  const float top = *std::max_element(x, x + n);
  double total = 0;
  for (int64_t c = 0; c < n; c++) total += y[c] = std::exp(x[c] - top);
  for (int64_t c = 0; c < n; c++) y[c] = static_cast<float>(y[c] / total);
  return top + std::log(total);
}

/// Buffers: logits, probabilities. Numbers: rows, classes.
Step softmax(const Instruction& i) {
  Reader read(i);
  const auto rows = read.integer(), classes = read.integer();
  return [=, x = i.buffers[0], y = i.buffers[1]](float* const* at) {
    for (int64_t r = 0; r < rows; r++) softmaxRow(at[x] + r * classes, at[y] + r * classes, classes);
  };
}

/// Buffers: logits, labels, losses, probabilities. Numbers: rows, classes.
Step softmaxCrossEntropy(const Instruction& i) {
  Reader read(i);
  const auto rows = read.integer(), classes = read.integer();
  return [=, b = i.buffers](float* const* at) {
    for (int64_t r = 0; r < rows; r++) {
      const float* x = at[b[0]] + r * classes;
      const float label = at[b[1]][r];
      const double logSum = softmaxRow(x, at[b[3]] + r * classes, classes);
      const bool known = label >= 0 && label < static_cast<float>(classes);
      at[b[2]][r] = known ? static_cast<float>(logSum - x[static_cast<int64_t>(label)]) : std::numeric_limits<float>::quiet_NaN();
    }
  };
}

/// Buffers: dlosses, probabilities, labels, dlogits. Numbers: rows, classes.
Step softmaxCrossEntropyGradient(const Instruction& i) {
  Reader read(i);
  const auto rows = read.integer(), classes = read.integer();
  return [=, b = i.buffers](float* const* at) {
    for (int64_t r = 0; r < rows; r++)
      for (int64_t c = 0; c < classes; c++)
        at[b[3]][r * classes + c] = at[b[0]][r] * (at[b[1]][r * classes + c] - (at[b[2]][r] == static_cast<float>(c) ? 1.0f : 0.0f));
  };
}

/**
 * Buffers: p, g, m, v, hyper, new p, new m, new v; the new ones may be the old. Numbers: count, squareMomentum, epsilon, weightDecay.
 * The debiased root is folded: rate·m/d1 / (sqrt(v/d2) + eps) = (rate·sqrt(d2)/d1)·m / (sqrt(v) + eps·sqrt(d2)).
 */
Step adam(const Instruction& i) {
  Reader read(i);
  const auto n = read.integer();
  const double squareMomentum = read.number(), epsilon = read.number(), weightDecay = read.number();
  return [=, b = i.buffers](float* const* at) {
    const float *p = at[b[0]], *g = at[b[1]], *m = at[b[2]], *v = at[b[3]], *hyper = at[b[4]];
    float *newP = at[b[5]], *newM = at[b[6]], *newV = at[b[7]];
    const double rate = hyper[0], mom = hyper[1], step = hyper[2];
    const double root = std::sqrt(1 - std::pow(squareMomentum, step));
    const auto pace = static_cast<float>(rate * root / (1 - std::pow(mom, step)));
    const auto floor = static_cast<float>(epsilon * root), keep = static_cast<float>(1 - rate * weightDecay);
    const auto m1 = static_cast<float>(mom), m2 = static_cast<float>(1 - mom);
    const auto v1 = static_cast<float>(squareMomentum), v2 = static_cast<float>(1 - squareMomentum);
    split(n, 4, [=](int64_t begin, int64_t end) {
#pragma omp simd
      for (int64_t k = begin; k < end; k++) {
        const float first = m1 * m[k] + m2 * g[k], second = v1 * v[k] + v2 * g[k] * g[k];
        newM[k] = first;
        newV[k] = second;
        newP[k] = keep * p[k] - pace * first / (std::sqrt(second) + floor);
      }
    });
  };
}

/// As JavaScript has it: not a number where one of them is not.
inline float greatest(float a, float b) { return a > b || a != a ? a : b; }
inline float least(float a, float b) { return a < b || a != a ? a : b; }

using Make = Step (*)(const Instruction&);
#define UNARY(name, value) \
  { name, [](const Instruction& i) { return unary(i, [](float x) -> float { return value; }); } }
#define BINARY(name, value) \
  { name, [](const Instruction& i) { return binary(i, [](float a, float b) -> float { return value; }); } }

const std::map<std::string, Make> loops = {
    UNARY("neg", -x),
    UNARY("exp", std::exp(x)),
    UNARY("log", std::log(x)),
    UNARY("sqrt", std::sqrt(x)),
    UNARY("square", x* x),
    UNARY("relu", greatest(x, 0.0f)),
    UNARY("sigmoid", 1.0f / (1.0f + std::exp(-x))),
    UNARY("tanh", std::tanh(x)),
    UNARY("abs", std::fabs(x)),
    BINARY("add", a + b),
    BINARY("sub", a - b),
    BINARY("mul", a* b),
    BINARY("div", a / b),
    BINARY("maximum", greatest(a, b)),
    BINARY("minimum", least(a, b)),
    BINARY("greater", a > b ? 1.0f : 0.0f),
    BINARY("equal", a == b ? 1.0f : 0.0f),
    BINARY("reluGradient", b > 0 ? a : 0.0f),
    {"copy", copy},
    {"fill", fill},
    {"values", values},
    {"sum", sum},
    {"batchNorm", batchNorm},
    {"batchNormInference", batchNormInference},
    {"batchNormGradient", batchNormGradient},
    {"maxPool", maxPool},
    {"maxPoolGradient", maxPoolGradient},
    {"random", random},
    {"softmax", softmax},
    {"softmaxCrossEntropy", softmaxCrossEntropy},
    {"softmaxCrossEntropyGradient", softmaxCrossEntropyGradient},
    {"adam", adam},
};

}  // namespace

Step loop(const Instruction& i) {
  const auto found = loops.find(i.kind);
  if (found == loops.end()) throw std::runtime_error("there is no instruction " + i.kind);
  return found->second(i);
}

}  // namespace engine
