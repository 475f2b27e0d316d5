#!/bin/sh
# What a task runs on a node: renders its frames with the renderer package, and proves each one.
#
#   render.sh RENDERER_PIN SCENE_PIN WIDTHxHEIGHT FRAMES
#
# This file and render.py lie in the root of the scene package, so the node has proved them.
set -eu
umask 077

refuse() {
  printf 'sealframe: %s\n' "$1" >&2
  exit 12
}

[ $# -eq 4 ] || refuse "expected 4 arguments, found $#"
renderer_pin=$1 scene_pin=$2 resolution=$3 frames=$4
packages=$AZ_BATCH_NODE_ROOT_DIR/sealframe
renderer=$packages/$renderer_pin
scene=$packages/$scene_pin

# What the node proved goes with the frames that come of it.
mkdir -p attestations frames tmp home
for pin in "$renderer_pin" "$scene_pin"; do
  cp "$packages/$pin.attestation" attestations/ ||
    refuse "package $pin is not proved on this node"
done

# Blender reads its own package, and nothing that a user or another task left on the node.
HOME=$PWD/home
TMPDIR=$PWD/tmp
BLENDER_USER_RESOURCES=$PWD/home
BLENDER_USER_CONFIG=$PWD/home
BLENDER_USER_SCRIPTS=$PWD/home
BLENDER_USER_DATAFILES=$PWD/home
export HOME TMPDIR
export BLENDER_USER_RESOURCES BLENDER_USER_CONFIG BLENDER_USER_SCRIPTS BLENDER_USER_DATAFILES
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP
for data in "$renderer"/[0-9]*.[0-9]*; do
  [ -d "$data" ] || continue
  BLENDER_SYSTEM_SCRIPTS=$data/scripts
  BLENDER_SYSTEM_DATAFILES=$data/datafiles
  export BLENDER_SYSTEM_SCRIPTS BLENDER_SYSTEM_DATAFILES
done

exec "$renderer/blender" -b -noaudio -Y --factory-startup --python-exit-code 7 \
  -P "$scene/render.py" -- "$scene" "$resolution" "$frames"
