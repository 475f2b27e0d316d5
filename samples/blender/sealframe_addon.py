"""Blender add-on: renders the open scene on a farm, through `sealframe bridge`.

Install it with Edit > Preferences > Add-ons > Install, then set the command in its preferences. The
operator Render > Render on Farm saves the open scene to a copy, submits the copy, reports progress, and
tells where the verified frames are.
"""

import json
import os
import queue
import shlex
import subprocess
import tempfile
import threading

import bpy

bl_info = {
    "name": "Sealframe",
    "author": "The Sealframe authors",
    "version": (0, 1, 0),
    "blender": (3, 4, 0),
    "location": "Render > Render on Farm",
    "description": "Renders the open scene on Azure Batch, on nodes that first proved their Blender",
    "category": "Render",
}


class BridgeError(Exception):
    """The bridge ended, or refused a request; its text is for people."""


class Bridge:
    """A running `sealframe bridge`: JSON-RPC 2.0 with Content-Length framing over its streams."""

    def __init__(self, command):
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise BridgeError(
                f"cannot start {command[0]}: {error.strerror}; "
                "set the command in the add-on's preferences") from error
        self._last_id = 0
        self._messages = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def request(self, method, params):
        """Sends a request and returns its id; the answer comes from receive()."""
        self._last_id += 1
        body = json.dumps({
            "jsonrpc": "2.0",
            "id": self._last_id,
            "method": method,
            "params": params,
        }).encode("utf-8")
        try:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body))
            self._process.stdin.write(body)
            self._process.stdin.flush()
        except OSError as error:
            raise BridgeError("the bridge ended; see its messages in the console") from error
        return self._last_id

    def receive(self, timeout=None):
        """Returns the next message, or None when there is none within so many seconds."""
        try:
            message = self._messages.get(timeout is None or timeout > 0, timeout)
        except queue.Empty:
            return None
        if message is None:
            raise BridgeError("the bridge ended; see its messages in the console")
        return message

    def close(self):
        """Ends the bridge by closing its input, and waits for it."""
        try:
            self._process.stdin.close()
        except OSError:
            pass  # It has ended already.
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self):
        stream = self._process.stdout
        while True:
            length = self._read_length(stream)
            body = stream.read(length) if length else b""
            if not length or len(body) < length:
                self._messages.put(None)
                return
            self._messages.put(json.loads(body.decode("utf-8")))

    @staticmethod
    def _read_length(stream):
        length = 0
        while True:
            line = stream.readline().strip()
            if not line:
                return length
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)


class SceneCopy:
    """The open scene, saved to a copy beside it, so that relative paths keep their meaning."""

    def __init__(self):
        original = bpy.data.filepath
        self._folder = None
        if original:
            folder, name = os.path.split(original)
            stem = os.path.splitext(name)[0]
            self.path = os.path.join(folder, f".{stem}.sealframe.blend")
        else:
            self._folder = tempfile.TemporaryDirectory(prefix="sealframe-")
            self.path = os.path.join(self._folder.name, "untitled.blend")
        try:
            bpy.ops.wm.save_as_mainfile(filepath=self.path, copy=True, check_existing=False)
        except RuntimeError as error:
            self.remove()
            raise BridgeError(f"cannot save a copy of the scene: {error}") from error

    def remove(self):
        """Removes the copy; the farm has its own by then."""
        if self._folder:
            self._folder.cleanup()
        elif os.path.exists(self.path):
            os.remove(self.path)


class Submission:
    """One job, from the copy of its scene to its last frame."""

    def __init__(self, context):
        addon = context.preferences.addons.get(__name__)
        if addon is None:
            raise BridgeError("the add-on has no settings; switch it on in the preferences")
        preferences = addon.preferences
        scene = context.scene
        self.total = 0
        self.done = 0
        self.finished = False
        self.outcome = None
        self._copy = SceneCopy()
        self._bridge = None
        try:
            self._bridge = Bridge([bpy.path.abspath(preferences.command), "bridge"]
                                  + shlex.split(preferences.arguments))
            self._request = self._bridge.request("submit", {
                "scene": self._copy.path,
                "frames": preferences.frames or f"{scene.frame_start}..{scene.frame_end}x"
                                                f"{scene.frame_step}",
                "chunk": preferences.chunk,
                "nodes": preferences.nodes,
                "blender": bpy.app.binary_path,
                "download": bpy.path.abspath(preferences.folder),
            })
        except BridgeError:
            self.close()
            raise

    def step(self, timeout=0):
        """Takes one message; returns a line worth reporting, or None."""
        message = self._bridge.receive(timeout)
        if message is None:
            return None
        if message.get("id") == self._request:
            self._copy.remove()
            if "error" in message:
                raise BridgeError(message["error"]["message"])
            self.total = message["result"]["tasks"]
            return f"submitted job {message['result']['job']}, {self.total} tasks"
        if message.get("method") == "event":
            return self._event(message["params"])
        return None

    def _event(self, event):
        if event["kind"] == "progress":
            self.done = event["succeeded"] + event["failed"]
            return f"{self.done} of {self.total} tasks done, {event['running']} running"
        if event["kind"] == "failed":
            raise BridgeError("\n".join(event["messages"]))
        if event["kind"] == "finished":
            self.finished = True
            self.outcome = event
            saved = event["download"]["saved"]
            return f"{len(saved)} of {event['frames']} frames are in {event['download']['folder']}"
        return None

    def close(self):
        """Ends the bridge and removes the copy."""
        self._copy.remove()
        if self._bridge:
            self._bridge.close()


class SEALFRAME_OT_render(bpy.types.Operator):
    """Render the open scene on the farm"""

    bl_idname = "sealframe.render"
    bl_label = "Render on Farm"

    _submission = None
    _timer = None

    def execute(self, context):
        """Submits and waits: what happens without a window, where timers do not fire."""
        try:
            self._submission = Submission(context)
            while not self._submission.finished:
                self._report(self._submission.step(None))
        except BridgeError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        finally:
            if self._submission:
                self._submission.close()
        return self._result()

    def invoke(self, context, _event):
        """Submits and returns to the user; progress is shown while Blender goes on."""
        try:
            self._submission = Submission(context)
        except BridgeError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        manager = context.window_manager
        self._timer = manager.event_timer_add(0.5, window=context.window)
        manager.progress_begin(0, 100)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context, event):
        """Takes what the bridge has said by now."""
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        try:
            line = self._submission.step()
            while line:
                self._report(line)
                line = self._submission.step()
        except BridgeError as error:
            self.report({"ERROR"}, str(error))
            self._end(context)
            return {"CANCELLED"}
        if self._submission.total:
            context.window_manager.progress_update(
                100 * self._submission.done / self._submission.total)
        if not self._submission.finished:
            return {"PASS_THROUGH"}
        self._end(context)
        return self._result()

    def cancel(self, context):
        """Blender is closing; the job goes on."""
        self._end(context)

    def _end(self, context):
        context.window_manager.event_timer_remove(self._timer)
        context.window_manager.progress_end()
        self._submission.close()

    def _report(self, line):
        if line:
            self.report({"INFO"}, line)

    def _result(self):
        if self._submission.outcome["exit"] == 0:
            return {"FINISHED"}
        self.report({"ERROR"}, "some frames failed; the folder has the others")
        return {"CANCELLED"}


class SealframePreferences(bpy.types.AddonPreferences):
    """Where the farm is, and how to render on it."""

    bl_idname = __name__

    command: bpy.props.StringProperty(
        name="Command", subtype="FILE_PATH", default="sealframe",
        description="The program sealframe")
    arguments: bpy.props.StringProperty(
        name="Arguments", default="",
        description="Words behind `sealframe bridge`, as in --production FILE or --local")
    folder: bpy.props.StringProperty(
        name="Frames", subtype="DIR_PATH", default="//frames",
        description="Where verified frames are saved")
    frames: bpy.props.StringProperty(
        name="Frame expression", default="",
        description="As in 1-24 or 1-10x3; empty for the frame range of the scene")
    chunk: bpy.props.IntProperty(
        name="Chunk", default=4, min=1, description="Frames in a task at most")
    nodes: bpy.props.IntProperty(
        name="Nodes", default=2, min=1, max=1000, description="Nodes to render on")

    def draw(self, _context):
        """Shows every setting."""
        for name in ("command", "arguments", "folder", "frames", "chunk", "nodes"):
            self.layout.prop(self, name)


CLASSES = (SealframePreferences, SEALFRAME_OT_render)


def draw_menu(menu, _context):
    """The entry in the Render menu."""
    menu.layout.operator(SEALFRAME_OT_render.bl_idname, icon="RENDER_ANIMATION")


def register():
    """Called by Blender when the add-on is switched on."""
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.TOPBAR_MT_render.append(draw_menu)


def unregister():
    """Called by Blender when the add-on is switched off."""
    bpy.types.TOPBAR_MT_render.remove(draw_menu)
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
