"""Renders the frames of one task, and proves each of them.

Run by Blender: blender -b ... -P render.py -- SCENE_PACKAGE WIDTHxHEIGHT FRAMES

That Blender says "Saved" and ends with 0 proves nothing: on a full disk it does
both and leaves a truncated file. So each file is read back as it lies on disk,
decoded, and hashed in the same pass. What was seen goes to record.txt:

    #sealframe-record 1
    frame <number> <sha256> <bytes> <width> <height> <name in frames/>
    failed <number> <reason>
    #end

A record without its last line comes from a task that was cut short.
"""

import hashlib
import os
import re
import shutil
import struct
import sys
import zlib

import bpy

EXIT_ARGUMENTS = 20
EXIT_FRAMES_FAILED = 21
EXIT_SCENE = 22

FRAME_LIMIT = 1048574  # Blender's own, in both directions
FRAMES_LIMIT = 1000000
SIZE_LIMIT = 65536

RUN = re.compile(
    r"(?P<first>-?[0-9]{1,7})(?:-(?P<last>-?[0-9]{1,7})(?:x(?P<step>[1-9][0-9]{0,6}))?)?"
)

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Colour type -> (samples a pixel, depths). Blender writes no palettes.
PNG_COLOURS = {
    0: (1, (1, 2, 4, 8, 16)),
    2: (3, (8, 16)),
    4: (2, (8, 16)),
    6: (4, (8, 16)),
}
PIECE = 1 << 18


class Refused(Exception):
    """An argument, a scene or a file that is not what it should be."""


def parse_frames(text):
    """The frames of a list of runs (A, A-B, A-BxN), in the order written."""
    frames = {}
    for run in text.split(","):
        match = RUN.fullmatch(run)
        if match is None:
            raise Refused(f"'{run}' is no run of frames")
        first = int(match["first"])
        last = first if match["last"] is None else int(match["last"])
        step = int(match["step"] or 1)
        if max(abs(first), abs(last)) > FRAME_LIMIT:
            raise Refused(f"'{run}' is beyond {FRAME_LIMIT}")
        numbers = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
        if len(frames) + len(numbers) > FRAMES_LIMIT:
            raise Refused(f"more than {FRAMES_LIMIT} frames")
        for number in numbers:
            if number in frames:
                raise Refused(f"frame {number} stands there twice")
            frames[number] = None
    return list(frames)


def parse_size(text):
    match = re.fullmatch(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", text)
    if match is None or max(int(match[1]), int(match[2])) > SIZE_LIMIT:
        raise Refused(f"'{text}' is no size")
    return int(match[1]), int(match[2])


def parse_arguments(argv):
    words = argv[argv.index("--") + 1:] if "--" in argv else []
    if len(words) != 3:
        raise Refused(f"three arguments are needed after --, not {len(words)}")
    return words[0], parse_size(words[1]), parse_frames(words[2])


def scene_path(package):
    """Where the package's scene.txt says that the scene lies."""
    with open(os.path.join(package, "scene.txt"), encoding="utf-8", newline="") as file:
        text = file.read()
    name = text[:-1] if text.endswith("\n") else text
    parts = name.split("/")
    if "\n" in name or any(part in ("", ".", "..") for part in parts):
        raise Refused("scene.txt does not hold one relative path")
    return os.path.join(package, *parts)


def open_scene(path, size):
    """Opens the scene, and sets what the plan fixes: size and file format."""
    if not os.path.isfile(path):
        raise Refused("the scene file is not in the package")
    bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
    scene = bpy.context.scene
    render = scene.render
    render.resolution_x, render.resolution_y = size
    render.resolution_percentage = 100
    render.use_crop_to_border = False
    if render.image_settings.file_format != "PNG":
        render.image_settings.file_format = "PNG"
        render.image_settings.color_mode = "RGBA"
        render.image_settings.color_depth = "8"
    return scene


class Png:
    """Reads one PNG file to its end, and refuses it at the first thing that is wrong."""

    def __init__(self, file):
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0

    @property
    def sha256(self):
        return self._digest.hexdigest()

    def prove(self, size):
        if self._take(8) != PNG_SIGNATURE:
            raise Refused("the file is no PNG")
        pixels = None
        seen = []
        while seen[-1:] != ["IEND"]:
            length, kind = self._chunk_start()
            if (kind == "IHDR") != (not seen):
                raise Refused("the PNG's header is not its first chunk alone")
            if kind == "IDAT" and "IDAT" in seen and seen[-1] != "IDAT":
                raise Refused("the PNG's image data is torn apart")
            if kind == "IHDR":
                pixels = self._header(length, size)
            elif kind == "IDAT":
                self._body(kind, length, pixels.add)
            elif kind == "IEND" and length:
                raise Refused("the PNG's end is not empty")
            elif kind[0].isupper() and kind not in ("IEND", "PLTE"):
                raise Refused("the PNG holds a chunk that it must not")
            else:
                self._body(kind, length, lambda piece: None)
            seen.append(kind)
        pixels.end()
        if self._read(1):
            raise Refused("the file goes on after the PNG's end")

    def _header(self, length, size):
        if length != 13:
            raise Refused("the PNG's header has the wrong length")
        pieces = []
        self._body("IHDR", length, pieces.append)
        width, height, depth, colour, packing, filters, interlace = struct.unpack(
            ">IIBBBBB", b"".join(pieces)
        )
        if (width, height) != size:
            raise Refused(f"the image is {width}x{height}, not {size[0]}x{size[1]}")
        samples, depths = PNG_COLOURS.get(colour, (0, ()))
        if depth not in depths or packing or filters:
            raise Refused("the PNG's kind of pixels is not known")
        if interlace:
            raise Refused("the PNG is interlaced")
        return Pixels(1 + (width * samples * depth + 7) // 8, height)

    def _chunk_start(self):
        length, kind = struct.unpack(">I4s", self._take(8))
        if length >= 1 << 31 or not kind.isalpha():
            raise Refused("the PNG holds a chunk that it must not")
        return length, kind.decode("ascii")

    def _body(self, kind, length, take):
        crc = zlib.crc32(kind.encode("ascii"))
        while length:
            piece = self._take(min(length, PIECE))
            crc = zlib.crc32(piece, crc)
            length -= len(piece)
            take(piece)
        if struct.unpack(">I", self._take(4))[0] != crc:
            raise Refused(f"the checksum of a PNG chunk ({kind}) is wrong")

    def _take(self, count):
        data = self._read(count)
        if len(data) != count:
            raise Refused(f"the file is cut short at byte {self.bytes}")
        return data

    def _read(self, count):
        data = self._file.read(count)
        self._digest.update(data)
        self.bytes += len(data)
        return data


class Pixels:
    """Inflates image data, in bounded memory, and counts it."""

    def __init__(self, row, height):
        self._row = row
        self._expected = row * height
        self._count = 0
        self._inflate = zlib.decompressobj()

    def add(self, data):
        while data:
            if self._inflate.eof:
                raise Refused("the PNG's image data goes on after its end")
            try:
                rows = self._inflate.decompress(data, PIECE)
            except zlib.error as error:
                raise Refused("the PNG's image data does not inflate") from error
            self._count_rows(rows)
            data = self._inflate.unconsumed_tail or self._inflate.unused_data

    def end(self):
        # What was held back by the bound on one step; bounded by what is still expected.
        self._count_rows(self._inflate.flush())
        if not self._inflate.eof:
            raise Refused("the PNG's image data has no end")
        if self._count != self._expected:
            raise Refused(f"the PNG holds {self._count} of {self._expected} bytes of image data")

    def _count_rows(self, data):
        for start in range(-self._count % self._row, len(data), self._row):
            if data[start] > 4:
                raise Refused("a row of the PNG has no known filter")
        self._count += len(data)
        if self._count > self._expected:
            raise Refused("the PNG holds more image data than its size")


def one_line(error):
    text = " ".join(str(error).split()).removeprefix("Error: ") or type(error).__name__
    return text.encode("ascii", "replace").decode("ascii")[:300]


class Record:
    """record.txt: each line is on disk before the next frame starts."""

    def __init__(self, path):
        self._file = open(path, "w", encoding="ascii", newline="\n")
        self.failures = 0
        self._line("#sealframe-record 1")

    def proved(self, number, png, size, name):
        self._line(f"frame {number} {png.sha256} {png.bytes} {size[0]} {size[1]} {name}")
        print(f"sealframe: frame {number} proved", flush=True)

    def failed(self, number, reason):
        self.failures += 1
        self._line(f"failed {number} {reason}")
        print(f"sealframe: frame {number} failed: {reason}", flush=True)

    def end(self):
        self._line("#end")
        self._file.close()

    def _line(self, text):
        self._file.write(text + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def render_frame(scene, number, size, name):
    """Renders into a folder apart: frames/ never holds anything that is not proved."""
    unproved = os.path.abspath("unproved")
    shutil.rmtree(unproved, ignore_errors=True)
    os.mkdir(unproved)
    try:
        path = os.path.join(unproved, name)
        scene.render.filepath = path
        scene.frame_set(number)
        bpy.ops.render.render(write_still=True)
        if os.path.islink(path) or not os.path.isfile(path):
            raise Refused("Blender wrote no file of that name")
        with open(path, "rb") as file:
            png = Png(file)
            png.prove(size)
        os.replace(path, os.path.join("frames", name))
        return png
    finally:
        shutil.rmtree(unproved, ignore_errors=True)


def main(argv):
    try:
        package, size, numbers = parse_arguments(argv)
    except Refused as error:
        print(f"sealframe: {error}", file=sys.stderr)
        return EXIT_ARGUMENTS

    shutil.rmtree("frames", ignore_errors=True)
    os.mkdir("frames")
    record = Record("record.txt")
    try:
        scene = open_scene(scene_path(package), size)
    except (Refused, OSError, UnicodeError, RuntimeError) as error:
        reason = f"the scene cannot be opened: {one_line(error)}"
        print(f"sealframe: {reason}", file=sys.stderr)
        for number in numbers:
            record.failed(number, reason)
        record.end()
        return EXIT_SCENE

    for number in numbers:
        name = f"f{number:06d}.png"
        try:
            png = render_frame(scene, number, size, name)
        # Whatever one frame dies of, the others are still wanted.
        except Exception as error:
            record.failed(number, one_line(error))
        else:
            record.proved(number, png, size, name)
    record.end()
    return EXIT_FRAMES_FAILED if record.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
