"""Makes the scene of the demo: a few solids on a checkered floor, and a camera that moves past them.

Argument behind `--`: the folder to make it in. Leaves `demo.blend` and `textures/checker floor.png`.
"""

import math
import os
import sys

import bpy

FRAMES = 24


def checker(path):
    """Saves a texture, so that the scene needs a file besides itself."""
    size, tiles = 256, 8
    light, dark = (0.86, 0.80, 0.70, 1.0), (0.10, 0.16, 0.22, 1.0)
    pixels = []
    for y in range(size):
        for x in range(size):
            pixels.extend(light if (x * tiles // size + y * tiles // size) % 2 else dark)
    image = bpy.data.images.new("checker floor", size, size)
    image.pixels = pixels
    image.filepath_raw = path
    image.file_format = "PNG"
    image.save()
    bpy.data.images.remove(image)
    return bpy.data.images.load(path)


def material(name, colour, metallic=0.0, roughness=0.4):
    """A plain material."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = colour
    shader.inputs["Metallic"].default_value = metallic
    shader.inputs["Roughness"].default_value = roughness
    return made


def put(made, smooth=True):
    """Gives the object that was added last a material."""
    thing = bpy.context.object
    thing.data.materials.append(made)
    if smooth:
        bpy.ops.object.shade_smooth()
    return thing


def add_floor(image):
    """The floor, with the texture on it."""
    floor = material("floor", (1, 1, 1, 1), roughness=0.6)
    nodes = floor.node_tree.nodes
    texture = nodes.new("ShaderNodeTexImage")
    texture.image = image
    texture.interpolation = "Closest"
    floor.node_tree.links.new(
        texture.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    bpy.ops.mesh.primitive_plane_add(size=16)
    put(floor, smooth=False)


def add_solids():
    """What stands on the floor."""
    bpy.ops.mesh.primitive_monkey_add(size=1.9, location=(0, 0, 1.05), rotation=(-0.45, 0, 0.25))
    bpy.ops.object.modifier_add(type="SUBSURF")
    put(material("clay", (0.85, 0.32, 0.12, 1), roughness=0.45))
    bpy.ops.mesh.primitive_uv_sphere_add(radius=0.7, location=(-2.1, 0.6, 0.7), segments=48)
    put(material("mirror", (0.9, 0.9, 0.92, 1), metallic=1.0, roughness=0.06))
    bpy.ops.mesh.primitive_torus_add(
        location=(2.0, 0.4, 0.75), rotation=(1.35, 0.2, 0.5), major_radius=0.62, minor_radius=0.22)
    put(material("gold", (1.0, 0.67, 0.22, 1), metallic=1.0, roughness=0.22))
    bpy.ops.mesh.primitive_cube_add(size=0.8, location=(1.0, -1.5, 0.4), rotation=(0, 0, 0.6))
    put(material("teal", (0.03, 0.42, 0.45, 1)), smooth=False)
    bpy.ops.mesh.primitive_cone_add(radius1=0.5, depth=1.1, location=(-1.3, -1.4, 0.55))
    put(material("violet", (0.30, 0.12, 0.55, 1)))


def add_lights():
    """A warm key light, and a cool sky."""
    bpy.ops.object.light_add(type="AREA", location=(4.5, -4.0, 6.0))
    lamp = bpy.context.object
    lamp.data.energy = 900
    lamp.data.size = 3.0
    lamp.data.color = (1.0, 0.90, 0.76)
    lamp.rotation_euler = (0.75, 0.0, 0.84)
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.30, 0.42, 0.62, 1)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.7
    bpy.context.scene.world = world


def add_camera():
    """A camera on an arc, looking at the middle."""
    bpy.ops.object.empty_add(location=(0, 0, 0.8))
    target = bpy.context.object
    bpy.ops.object.camera_add()
    camera = bpy.context.object
    camera.data.lens = 42
    track = camera.constraints.new("TRACK_TO")
    track.target = target
    track.track_axis = "TRACK_NEGATIVE_Z"
    track.up_axis = "UP_Y"
    for frame in range(1, FRAMES + 1):
        angle = math.radians(-125 + 70 * (frame - 1) / (FRAMES - 1))
        camera.location = (7 * math.cos(angle), 7 * math.sin(angle), 2.6)
        camera.keyframe_insert("location", frame=frame)
    bpy.context.scene.camera = camera


def set_up_render():
    """Small and quick, and the same on every run."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 1, FRAMES
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = 320, 180
    scene.render.resolution_percentage = 100
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGB"
    scene.cycles.device = "CPU"
    scene.cycles.samples = 16
    scene.cycles.seed = 7
    scene.cycles.use_adaptive_sampling = False
    scene.cycles.use_denoising = False
    scene.cycles.max_bounces = 4
    scene.view_settings.view_transform = "Filmic"


def main():
    """Makes the scene and saves it with relative paths."""
    folder = os.path.abspath(sys.argv[sys.argv.index("--") + 1])
    textures = os.path.join(folder, "textures")
    os.makedirs(textures, exist_ok=True)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.preferences.filepaths.save_version = 0
    image = checker(os.path.join(textures, "checker floor.png"))
    add_floor(image)
    add_solids()
    add_lights()
    add_camera()
    set_up_render()
    scene = os.path.join(folder, "demo.blend")
    bpy.ops.wm.save_as_mainfile(filepath=scene)
    bpy.ops.file.make_paths_relative()
    bpy.ops.wm.save_mainfile()


main()
