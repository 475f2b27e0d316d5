"""Makes the demo's scene: demo.blend and the texture file that it needs.

Run by Blender: blender -b --factory-startup -P demo_scene.py -- FOLDER
"""

import math
import os
import random
import struct
import sys
import zlib

import bpy

FIRST, LAST = 1, 24
TEXTURE = "checker floor.png"  # a blank in the name, as in real scenes


def chunk(kind, data):
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def write_checker(path, size=512, squares=8):
    """A worn checker board, the same bytes every time."""
    grain = random.Random(20)
    light, dark = (226, 214, 190), (38, 64, 72)
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            colour = light if (x * squares // size + y * squares // size) % 2 else dark
            edge = min(x % (size // squares), y % (size // squares))
            shade = (0.72 if edge < 2 else 1.0) * grain.uniform(0.94, 1.0)
            rows.extend(int(value * shade) for value in colour)
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", header))
        file.write(chunk(b"IDAT", zlib.compress(bytes(rows), 9)))
        file.write(chunk(b"IEND", b""))


def material(name, colour, roughness, metallic=0.0):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1.0)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Metallic"].default_value = metallic
    return made


def give(thing, made, smooth=True):
    thing.data.materials.append(made)
    for polygon in thing.data.polygons:
        polygon.use_smooth = smooth
    return thing


def add_floor(folder):
    bpy.ops.mesh.primitive_plane_add(size=24)
    floor = give(bpy.context.object, material("floor", (1, 1, 1), 0.35), smooth=False)
    tree = floor.data.materials[0].node_tree
    image = tree.nodes.new("ShaderNodeTexImage")
    image.image = bpy.data.images.load(os.path.join(folder, "textures", TEXTURE))
    scale = tree.nodes.new("ShaderNodeMapping")
    scale.inputs["Scale"].default_value = (3, 3, 1)
    place = tree.nodes.new("ShaderNodeTexCoord")
    tree.links.new(place.outputs["UV"], scale.inputs["Vector"])
    tree.links.new(scale.outputs["Vector"], image.inputs["Vector"])
    tree.links.new(image.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])


def add_things():
    """What renders to the same pixels each time.

    All stands just above the floor: which of two faces in one plane a ray hits is a coin toss. And
    what has over 1,024 faces is flat: Blender sums up the normals of its vertices in several
    threads, in no fixed order, so that the last bits of smooth ones differ now and then.
    """
    bpy.ops.mesh.primitive_monkey_add(size=2.1, location=(0, 0, 1.1), rotation=(-0.02, 0, -0.2))
    copper = material("copper", (0.86, 0.36, 0.16), 0.38, 0.6)
    monkey = give(bpy.context.object, copper, smooth=False)
    monkey.modifiers.new("round", "SUBSURF").render_levels = 3

    bpy.ops.mesh.primitive_torus_add(
        location=(0, 0, 0.21), major_radius=2.0, minor_radius=0.2, major_segments=64
    )
    give(bpy.context.object, material("brass", (0.95, 0.68, 0.25), 0.22, 1.0))

    bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=2, radius=0.75, location=(-2.9, 0.9, 0.76))
    give(bpy.context.object, material("stone", (0.08, 0.34, 0.36), 0.45), smooth=False)

    bpy.ops.mesh.primitive_cube_add(size=1.2, location=(2.9, 0.8, 0.61), rotation=(0, 0, 0.5))
    cube = give(bpy.context.object, material("lacquer", (0.62, 0.05, 0.07), 0.2), smooth=False)
    bevel = cube.modifiers.new("edges", "BEVEL")
    bevel.width, bevel.segments = 0.09, 3

    for index in range(12):
        turn = 2 * math.pi * index / 12
        where = (3.9 * math.cos(turn), 3.9 * math.sin(turn), 0.29)
        bpy.ops.mesh.primitive_uv_sphere_add(
            radius=0.28, segments=24, ring_count=12, location=where
        )
        glow = 0.5 + 0.5 * math.sin(turn)
        colour = (0.85, 0.25 + 0.5 * glow, 0.12 + 0.3 * (1 - glow))
        give(bpy.context.object, material(f"bead {index}", colour, 0.3))


def add_light(scene):
    world = scene.world
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (0.36, 0.5, 0.72, 1)
    background.inputs["Strength"].default_value = 0.55
    bpy.ops.object.light_add(type="SUN", rotation=(0.75, 0.25, 0.7))
    sun = bpy.context.object.data
    sun.energy, sun.angle, sun.color = 3.4, 0.02, (1.0, 0.89, 0.72)


def add_camera(scene):
    """A sixth of a turn around the middle, rising a little."""
    aim = bpy.data.objects.new("aim", None)
    aim.location = (0, 0, 0.95)
    scene.collection.objects.link(aim)
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.data.lens = 38
    scene.collection.objects.link(camera)
    scene.camera = camera
    look = camera.constraints.new("TRACK_TO")
    look.target, look.track_axis, look.up_axis = aim, "TRACK_NEGATIVE_Z", "UP_Y"
    for frame in range(FIRST, LAST + 1):
        way = (frame - FIRST) / (LAST - FIRST)
        turn = math.radians(-125 + 60 * way)
        camera.location = (8.2 * math.cos(turn), 8.2 * math.sin(turn), 2.2 + 1.1 * way)
        camera.keyframe_insert("location", frame=frame)


def set_render(scene):
    scene.frame_start, scene.frame_end = FIRST, LAST
    render = scene.render
    render.engine = "CYCLES"
    render.resolution_x, render.resolution_y, render.resolution_percentage = 320, 180, 100
    render.image_settings.file_format = "PNG"
    render.image_settings.color_mode = "RGB"
    render.filepath = "//frames/f_"
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.samples = 16
    cycles.use_adaptive_sampling = False
    cycles.use_denoising = False
    cycles.seed = 1
    cycles.max_bounces = 3
    cycles.caustics_reflective = cycles.caustics_refractive = False


def main(folder):
    folder = os.path.abspath(folder)
    os.makedirs(os.path.join(folder, "textures"), exist_ok=True)
    write_checker(os.path.join(folder, "textures", TEXTURE))
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.world = bpy.data.worlds.new("world")
    add_floor(folder)
    add_things()
    add_light(scene)
    add_camera(scene)
    set_render(scene)
    # Saved twice, as relative paths need a saved file to be relative to; under another name, so
    # that a demo.blend that is there is whole; and without Blender's backup of the first.
    bpy.context.preferences.filepaths.save_version = 0
    part = os.path.join(folder, "demo.part.blend")
    bpy.ops.wm.save_as_mainfile(filepath=part)
    bpy.ops.file.make_paths_relative()
    bpy.ops.wm.save_mainfile()
    os.replace(part, os.path.join(folder, "demo.blend"))


if "--" not in sys.argv or len(sys.argv) != sys.argv.index("--") + 2:
    sys.exit("demo_scene.py: one folder is needed after --")
main(sys.argv[-1])
