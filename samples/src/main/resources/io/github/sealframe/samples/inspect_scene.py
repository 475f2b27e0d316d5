"""Says what a scene is and which files it needs, as JSON.

Arguments behind `--`: the .blend and the file to write. Exit code 22 when it cannot be opened.
"""

import glob
import json
import os
import re
import sys

import bpy

NO_SCENE = 22


def on_disk(path):
    """The files that a path stands for: tiles and sequences are many."""
    if "<UDIM>" in path or "<UVTILE>" in path:
        pattern = re.sub("<UDIM>|<UVTILE>", "*", glob.escape(path).replace("[<]", "<"))
        return sorted(glob.glob(pattern)) or [path]
    return [path]


def sequence(path):
    """The files beside a numbered one whose names differ in the number only."""
    folder, name = os.path.split(path)
    match = re.fullmatch(r"(.*?)([0-9]+)(\D*)", name)
    if not match or not os.path.isdir(folder):
        return [path]
    same = re.compile(re.escape(match.group(1)) + "[0-9]+" + re.escape(match.group(3)))
    return sorted(os.path.join(folder, other)
                  for other in os.listdir(folder) if same.fullmatch(other)) or [path]


def dependencies():
    """Every file that the scene refers to, with the reference as it stands in the .blend."""
    absolute = bpy.utils.blend_paths(absolute=True, packed=False, local=False)
    written = bpy.utils.blend_paths(absolute=False, packed=False, local=False)
    numbered = {
        bpy.path.abspath(item.filepath, library=item.library)
        for item in list(bpy.data.images) + list(bpy.data.movieclips)
        if item.source == "SEQUENCE"
    }
    found = {}
    for path, reference in zip(absolute, written):
        files = sequence(path) if path in numbered else on_disk(path)
        for file in files:
            found[os.path.normpath(file)] = reference
    return [
        {"path": path, "reference": reference, "exists": os.path.isfile(path)}
        for path, reference in sorted(found.items())
    ]


def main():
    """Writes the facts and returns the exit code."""
    blend, answer = sys.argv[sys.argv.index("--") + 1:]
    try:
        bpy.ops.wm.open_mainfile(filepath=blend, load_ui=False, use_scripts=False)
    except RuntimeError as error:
        print(f"sealframe: {' '.join(str(error).split())}", flush=True)
        return NO_SCENE
    scene = bpy.context.scene
    render = scene.render
    facts = {
        "blender": bpy.app.version_string,
        "width": render.resolution_x * render.resolution_percentage // 100,
        "height": render.resolution_y * render.resolution_percentage // 100,
        "engine": render.engine,
        "camera": scene.camera is not None,
        "dependencies": dependencies(),
    }
    with open(answer, "w", encoding="utf-8") as stream:
        json.dump(facts, stream)
    return 0


sys.exit(main())
