"""Renders the frames of one task inside Blender, and proves each one.

Arguments behind `--`: the folder of the scene package, WIDTHxHEIGHT, and the frames in runs. Leaves
`frames/f000012.png` for each proved frame and `record.txt`, which names the digest of each, or says why
there is none. Exit codes: 0 every frame is proved, 21 some are not, 22 the scene cannot be opened.
"""

import hashlib
import io
import os
import re
import struct
import sys
import zlib

import bpy

FAILED_FRAMES = 21
NO_SCENE = 22

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
RUN = re.compile(r"(-?[0-9]+)(?:-(-?[0-9]+)(?:x([0-9]+))?)?")


class NotProved(Exception):
    """A file that is not one whole PNG of the planned size; its text is the reason."""


def parse_frames(text):
    """Yields the frames of `5`, `1-4`, `4-1` or `1-10x3`, separated by commas, as they stand."""
    for run in text.split(","):
        match = RUN.fullmatch(run)
        if not match:
            raise ValueError(f"no run of frames: {run}")
        first = int(match.group(1))
        last = int(match.group(2) or first)
        step = int(match.group(3) or 1)
        sign = 1 if first <= last else -1
        yield from range(first, last + sign, sign * step)


def read_exactly(stream, count):
    """Reads so many bytes, or says that they are not there."""
    data = stream.read(count)
    if len(data) != count:
        raise NotProved("it ends too early")
    return data


def prove_png(stream, width, height):
    """Reads a PNG to its end: checksums, size, and pixels that inflate to what the header says."""
    if read_exactly(stream, 8) != SIGNATURE:
        raise NotProved("it is not a PNG")
    inflate = zlib.decompressobj()
    missing = None
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack(">I4s", read_exactly(stream, 8))
        data = read_exactly(stream, length)
        crc = struct.unpack(">I", read_exactly(stream, 4))[0]
        if zlib.crc32(kind + data) != crc:
            raise NotProved("a chunk has a wrong checksum")
        if kind == b"IHDR":
            found_width, found_height, depth, colour, packing, filtering, interlace = struct.unpack(
                ">IIBBBBB", data)
            if (found_width, found_height) != (width, height):
                raise NotProved(f"it is {found_width}x{found_height}, not {width}x{height}")
            if packing or filtering or interlace or colour not in CHANNELS:
                raise NotProved("it is stored in a way that Blender does not write")
            missing = height * (1 + (width * depth * CHANNELS[colour] + 7) // 8)
        elif kind == b"IDAT":
            if missing is None:
                raise NotProved("it has pixels before its header")
            try:
                missing -= len(inflate.decompress(data))
            except zlib.error as error:
                raise NotProved("its pixel data do not inflate") from error
    if missing != 0 or not inflate.eof:
        raise NotProved("it has other pixels than its header says")
    if stream.read(1):
        raise NotProved("it has bytes behind its end")


def prove(path, width, height):
    """Proves a saved frame; returns its digest and size."""
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError as error:
        raise NotProved("it was not saved") from error
    prove_png(io.BytesIO(data), width, height)
    return hashlib.sha256(data).hexdigest(), len(data)


def open_scene(package):
    """Opens the .blend that the package names, without running scripts in it."""
    with open(os.path.join(package, "scene.txt"), encoding="utf-8") as stream:
        name = stream.read().rstrip("\n")
    bpy.ops.wm.open_mainfile(
        filepath=os.path.join(package, name), load_ui=False, use_scripts=False)
    return bpy.context.scene


def set_up(scene, width, height):
    """Makes the scene save PNGs of the planned size; the rest is as its author left it."""
    render = scene.render
    render.resolution_x = width
    render.resolution_y = height
    render.resolution_percentage = 100
    render.use_file_extension = True
    render.use_overwrite = True
    render.use_placeholder = False
    if render.image_settings.file_format != "PNG":
        render.image_settings.file_format = "PNG"
        render.image_settings.color_mode = "RGBA"
        render.image_settings.color_depth = "8"


def render_frame(scene, frame, width, height):
    """Renders a frame; returns its line of the record."""
    name = f"f{frame:06d}.png"
    path = os.path.join(os.getcwd(), "frames", name)
    try:
        scene.frame_set(frame)
        scene.render.filepath = path
        bpy.ops.render.render(write_still=True)
        digest, size = prove(path, width, height)
    except (NotProved, RuntimeError, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        if os.path.exists(path):
            os.remove(path)
        print(f"sealframe: frame {frame} failed: {reason}", flush=True)
        return f"failed {frame} {reason}"
    print(f"sealframe: frame {frame} proved", flush=True)
    return f"frame {frame} {digest} {size} {width} {height} {name}"


def main():
    """Renders and returns the exit code."""
    package, resolution, text = sys.argv[sys.argv.index("--") + 1:]
    width, height = (int(side) for side in resolution.split("x"))
    frames = list(parse_frames(text))
    try:
        scene = open_scene(package)
    except (OSError, RuntimeError) as error:
        print(f"sealframe: the scene cannot be opened: {error}", file=sys.stderr, flush=True)
        return NO_SCENE
    set_up(scene, width, height)
    failed = False
    with open("record.txt", "w", encoding="utf-8") as record:
        def write(line):
            record.write(line + "\n")
            record.flush()
            os.fsync(record.fileno())

        write("#sealframe-record 1")
        for frame in frames:
            line = render_frame(scene, frame, width, height)
            failed = failed or line.startswith("failed")
            write(line)
        write("#end")
    return FAILED_FRAMES if failed else 0


sys.exit(main())
