#!/usr/bin/env bash
# Tells Spark which GPUs this machine has, as the discovery script of
# spark.{worker,executor,driver}.resource.gpu.discoveryScript. Prints one line, such as
#   {"name": "gpu", "addresses": ["0", "1"]}
# An address is a GPU's number by nvidia-smi, or an entry of CUDA_VISIBLE_DEVICES where that is set.
#   MCL_GPUS  says the addresses instead, such as 0,1, without nvidia-smi: for tests
set -euo pipefail

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

if [[ -n "${MCL_GPUS+set}" ]]; then
  list="$MCL_GPUS"
elif [[ -n "${CUDA_VISIBLE_DEVICES+set}" ]]; then
  list="$CUDA_VISIBLE_DEVICES"
else
  command -v nvidia-smi >/dev/null ||
    fail "nvidia-smi is missing: install the NVIDIA driver, or set MCL_GPUS."
  list="$(nvidia-smi --query-gpu=index --format=csv,noheader)" ||
    fail "nvidia-smi failed: check the NVIDIA driver."
fi

addresses=""
for address in ${list//,/ }; do
  [[ "$address" =~ ^[A-Za-z0-9/-]+$ ]] || fail "'$address' is no address of a GPU."
  addresses+="${addresses:+, }\"$address\""
done
[[ -n "$addresses" ]] || fail "there is no GPU."
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
