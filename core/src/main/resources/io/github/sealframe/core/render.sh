#!/bin/sh
# What a render task runs: render.sh RENDERER_PIN SCENE_PIN WIDTHxHEIGHT FRAMES
#
# It lies in the root of the scene package, so the scene's pin covers it. It writes attestations/,
# frames/ and record.txt into the task's working directory. Exit codes:
#    0  every frame rendered and proved        20  arguments that no plan makes
#   12  this node did not prove a package      21  some frames failed: record.txt says which and why
#    7  the renderer's own script failed       22  the scene cannot be opened
set -eu

die() {
  code=$1
  shift
  printf 'sealframe: %s\n' "$*" >&2
  exit "$code"
}

is_pin() {
  case $1 in
    *[!0-9a-f]*) return 1 ;;
  esac
  [ "${#1}" -eq 64 ]
}

[ "$#" -eq 4 ] || die 20 "render.sh takes four arguments, not $#"
is_pin "$1" || die 20 'the first argument is no pin'
is_pin "$2" || die 20 'the second argument is no pin'
case $3 in
  *[!0-9x]* | *x*x* | [!1-9]* | *x[!1-9]* | *x) die 20 'the third argument is no WIDTHxHEIGHT' ;;
  *x*) ;;
  *) die 20 'the third argument is no WIDTHxHEIGHT' ;;
esac
case $4 in
  '' | *[!0-9x,-]*) die 20 'the fourth argument is no list of frames' ;;
esac
[ -n "${AZ_BATCH_NODE_ROOT_DIR:-}" ] || die 20 'AZ_BATCH_NODE_ROOT_DIR is not set'

packages=$AZ_BATCH_NODE_ROOT_DIR/sealframe
renderer=$packages/$1
scene=$packages/$2
work=$(pwd -P)

mkdir -p attestations
for pin in "$1" "$2"; do
  if [ ! -d "$packages/$pin" ] || [ ! -s "$packages/$pin.attestation" ]; then
    die 12 "this node has not proved package $pin"
  fi
  cp "$packages/$pin.attestation" "attestations/$pin.attestation"
done

# Blender's scripts and data lie in the one folder named like its version.
version=
for folder in "$renderer"/[0-9]*.[0-9]*/; do
  [ -d "$folder" ] || continue
  [ -z "$version" ] || die 12 "package $1 holds more than one Blender version"
  version=${folder%/}
done
[ -n "$version" ] || die 12 "package $1 holds no folder named like a Blender version"
[ -x "$renderer/blender" ] || die 12 "package $1 holds no Blender"

mkdir -p home tmp

# Only what stands here reaches Blender: OCIO, LD_PRELOAD or a user's own settings would change
# pixels without changing any pin, and Batch's tokens are none of a scene's business.
exec env -i \
  PATH=/usr/bin:/bin \
  LC_ALL=C.UTF-8 \
  HOME="$work/home" \
  TMPDIR="$work/tmp" \
  BLENDER_USER_RESOURCES="$work/home/blender" \
  BLENDER_USER_CONFIG="$work/home/config" \
  BLENDER_USER_SCRIPTS="$work/home/scripts" \
  BLENDER_USER_DATAFILES="$work/home/datafiles" \
  BLENDER_SYSTEM_SCRIPTS="$version/scripts" \
  BLENDER_SYSTEM_DATAFILES="$version/datafiles" \
  "$renderer/blender" -b -noaudio -Y --factory-startup --python-exit-code 7 \
  -P "$scene/render.py" -- "$scene" "$3" "$4"
