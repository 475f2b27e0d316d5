"""Writes down what a plan needs to know about a scene, and every file that it reads.

Run by Blender: blender -b ... -P inspect_scene.py -- SCENE OUT.json
"""

import json
import os
import re
import sys

import bpy

EXIT_ARGUMENTS = 20
EXIT_SCENE = 22

TILE = re.compile("<(UDIM|UVTILE)>")
TILE_NUMBERS = {"UDIM": "[0-9]{4}", "UVTILE": "u[0-9]+_v[0-9]+"}
LAST_NUMBER = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)


def absolute(path, library):
    return os.path.normpath(bpy.path.abspath(path, library=library))


def sequences():
    """The files that stand for a numbered row of files."""
    for image in bpy.data.images:
        if image.source == "SEQUENCE":
            yield image.filepath, image.library
    for clip in bpy.data.movieclips:
        if clip.source == "SEQUENCE":
            yield clip.filepath, clip.library
    for volume in bpy.data.volumes:
        if volume.is_sequence:
            yield volume.filepath, volume.library
    for cache in bpy.data.cache_files:
        if cache.is_sequence:
            yield cache.filepath, cache.library


def cache_folders():
    """Folders that Blender fills itself: one that is not there is an empty cache."""
    for thing in bpy.data.objects:
        for modifier in thing.modifiers:
            if modifier.type == "FLUID" and modifier.fluid_type == "DOMAIN":
                yield modifier.domain_settings.cache_directory, thing.library


def matches(path, pattern):
    """The files beside path whose whole name fits the pattern."""
    folder = os.path.dirname(path)
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    found = (os.path.join(folder, name) for name in names if re.fullmatch(pattern, name))
    return [path for path in found if os.path.isfile(path)]


def files_below(folder):
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.join(where, name)


def expand(path, numbered):
    """The files that a reference stands for: one, or all of a row, of tiles or of a folder."""
    name = os.path.basename(path)
    tile = TILE.search(name)
    if tile:
        before, after = re.escape(name[:tile.start()]), re.escape(name[tile.end():])
        return matches(path, before + TILE_NUMBERS[tile[1]] + after)
    if path in numbered:
        parts = LAST_NUMBER.fullmatch(name)
        if parts:
            return matches(path, re.escape(parts[1]) + "[0-9]+" + re.escape(parts[3]))
    if os.path.isdir(path):
        return list(files_below(path))
    return []


def dependencies():
    numbered = {absolute(path, library) for path, library in sequences()}
    folders = {absolute(path, library) for path, library in cache_folders()}
    # The same walk twice: as Blender would open the files, and as the scene names them.
    paths = bpy.utils.blend_paths(absolute=True, packed=False, local=False)
    references = bpy.utils.blend_paths(absolute=False, packed=False, local=False)
    if len(paths) != len(references):
        raise RuntimeError("Blender lists the scene's files in two ways that differ")
    found = {}
    for path, reference in zip(paths, references):
        if not path or path == "<builtin>":
            continue
        path = os.path.normpath(path)
        for file in expand(path, numbered) or [path]:
            kind = "folder" if file in folders or os.path.isdir(file) else "file"
            found[file, reference] = {
                "path": file,
                "reference": reference,
                "kind": kind,
                "exists": os.path.exists(file),
            }
    return [found[key] for key in sorted(found)]


def facts(scene):
    render = scene.render
    return {
        "blender": bpy.app.version_string,
        "width": render.resolution_x * render.resolution_percentage // 100,
        "height": render.resolution_y * render.resolution_percentage // 100,
        "frame_start": scene.frame_start,
        "frame_end": scene.frame_end,
        "fps": round(render.fps / render.fps_base, 6),
        "engine": render.engine,
        "camera": scene.camera is not None,
        "format": render.image_settings.file_format,
        "dependencies": dependencies(),
    }


def main(argv):
    words = argv[argv.index("--") + 1:] if "--" in argv else []
    if len(words) != 2:
        print("sealframe: two arguments are needed after --", file=sys.stderr)
        return EXIT_ARGUMENTS
    scene, out = map(os.path.abspath, words)
    try:
        bpy.ops.wm.open_mainfile(filepath=scene, load_ui=False, use_scripts=False)
    except RuntimeError as error:
        reason = " ".join(str(error).split()).removeprefix("Error: ")
        print(f"sealframe: the scene cannot be opened: {reason}", file=sys.stderr)
        return EXIT_SCENE
    with open(out + ".part", "w", encoding="ascii") as file:
        json.dump(facts(bpy.context.scene), file, indent=1)
        file.write("\n")
    os.replace(out + ".part", out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
