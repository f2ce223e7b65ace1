#!/bin/sh
# Measures training steps on this machine's graphics card, with Node from .gpu/exp.tar.xz (bench/gpu/pack.mjs makes it):
#   sh bench/gpu/run.sh [MODEL/SIZE/BATCH ...] [options]    see bench/gpu/main.ts
#   sh bench/gpu/run.sh exp COMMAND ...                     the command line of exp
# It unpacks once, into a folder beside other temporary ones.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
archive=$root/.gpu/exp.tar.xz
if [ ! -f "$archive" ]; then
  echo "there is no $archive: run \`node bench/gpu/pack.mjs\` where Node is" >&2
  exit 2
fi
home=${TMPDIR:-/tmp}/exp-gpu-$(id -u)-$( (echo "$root"; cat "$archive") | cksum | cut -d" " -f1)
if [ ! -e "$home/package.json" ]; then
  fresh=$home.$$
  mkdir -p "$fresh"
  # Where there is no xz, Python has it.
  tar -C "$fresh" -xJf "$archive" 2>/dev/null || python3 -m tarfile -e "$archive" "$fresh"
  chmod +x "$fresh/bin/node"
  for name in src bench weights experiments; do ln -s "$root/$name" "$fresh/$name"; done
  mv "$fresh" "$home"
fi
export EXP_CACHE="${EXP_CACHE:-$home/cache}"
# Where XLA looks for ptxas and PyTorch's compiler for its tools.
export PATH="$PATH:/usr/local/cuda/bin"
if [ "${1:-}" = exp ]; then
  shift
  exec "$home/bin/node" "$home/dist/cli/main.js" "$@"
fi
exec "$home/bin/node" "$home/dist/bench/gpu.js" "$@"
