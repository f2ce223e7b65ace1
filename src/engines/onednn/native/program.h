// What the files of the addon share: instructions as lowering.ts writes them, and what they become.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace engine {

/// One instruction: what to do, the numbers of the buffers that it reads and writes (-1 where one is left out), and its sizes.
struct Instruction {
  std::string kind;
  std::vector<int32_t> buffers;
  std::vector<double> numbers;
};

/// An instruction made ready: given the address of every buffer, by number, it runs.
using Step = std::function<void(float* const*)>;

/// Our own loops. Throws on a kind that there is not.
Step loop(const Instruction& instruction);
/// Winograd's convolutions: instructions `winograd` and `winogradFilterGradient`; null for others.
Step winograd(const Instruction& instruction);

/// How a tensor of four axes lies in memory.
struct Layout {
  int32_t id;
  /// The plain layout of the same tensor: NHWC for maps, HWIO for filters.
  int32_t plain;
  double bytes;
  /// A map lies as [images][groups][pixels][block] where channels are split so; groups is 0 where it lies in another way.
  int64_t groups, block;
};

enum class Direction { forward, input_gradient, filter_gradient };

struct Convolution {
  Direction direction;
  int64_t images, channels, height, width, outputs, out_height, out_width, filter_height, filter_width, stride_down, stride_across;
  int64_t top, bottom, left, right;
  /// Only forward: y = relu?(convolution + bias? + what y held before?)
  bool bias, accumulate, relu;
  /// The side of a tile of Winograd's algorithm, for 3x3, stride 1 and all channels in whole blocks of 16; 0 for a direct one.
  int64_t winograd;
};

struct Described {
  Layout source, filter, target;
  double scratch;
};

/// How an image is augmented: resampled through a projection, lit, and normalised by the statistics of its channels.
struct Resampling {
  /// Sides of the square images that are read and made, in pixels.
  int64_t from, to;
  double projection[9], mean[3], deviation[3];
  bool isLit;
  double shift, scale;
};

/// From uint8 `[from, from, 3]` to float32 `[to, to, 3]`. May be called from any thread.
void resample(const Resampling& how, const uint8_t* source, float* out);

/// oneDNN. All of it is called from one thread.
class Library {
 public:
  Library();
  ~Library();
  /// Its version, for people: `2.6.3`.
  static std::string version();
  /// Whether it works with vectors of 16 floats (AVX-512), and its maps in blocks of as many channels.
  static bool hasWideVectors();
  /// Chooses the layouts of a direct convolution, which instructions then name by its index among those of a program.
  Described describe(const Convolution& convolution, int32_t program);
  /// Instructions `convolution`, `reorder` and `matmul`; null for others.
  Step step(const Instruction& instruction, int32_t program);
  /// Forgets what was described for a program.
  void forget(int32_t program);
  Layout blockedMap(int64_t images, int64_t channels, int64_t height, int64_t width, int64_t block);
  Layout plainFilter(int64_t outputs, int64_t channels, int64_t height, int64_t width);
  void reorder(int32_t from, const float* source, int32_t to, float* target);
  double bytes(int32_t layout) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts;
};

/// The layouts and the memory of a convolution by Winograd's algorithm.
Described describeWinograd(Library& library, const Convolution& convolution);

}  // namespace engine
