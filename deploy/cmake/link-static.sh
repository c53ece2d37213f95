#!/usr/bin/env bash
# Runs a link command with the static archives of gRPC, protobuf, Abseil and jemalloc in place of their shared
# libraries, where Debian has them. Half of a short run of a program that links some fifty of these goes into loading
# them.
set -euo pipefail

words=()
for word; do
  case $word in
    */libabsl_*.so* | */libgrpc*.so* | */libgpr.so* | */libprotobuf.so* | */libupb.so* | */libaddress_sorting.so*)
      archive=${word%%.so*}.a
      [[ -e $archive ]] && word=$archive
      ;;
    */libjemalloc.so) word=${word%.so}_pic.a ;;
    -lre2) word=-l:libre2.a ;;
  esac
  words+=("$word")
done
exec "${words[@]}"
