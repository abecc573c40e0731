"""The speed of the original Crafter, on the episodes of src/env/crafter/workload.rs.

    python compare_crafter.py

Prints a line for each workload: its name, how many steps or starts there are in a second, and a
checksum of everything that was shown, which must be Diorama's. Only the steps or the starts are
timed, and of each episode the quickest of PASSES times counts.

No picture is made. What the picture would draw from the game's generator is drawn, all at once, so that
episodes are the same. The creatures of a chunk are put in the order that they came in, which the
original leaves to memory addresses.

BALROG's text is made as its wrapper makes it, with the same NumPy calls on the semantic map.
"""

import gc
import hashlib
import struct
from time import thread_time

import crafter
import numpy as np
from crafter import engine, env as crafter_env

PASSES = 2
MOST_STEPS = 250

# Name, what is done, episodes: Workload::ALL.
WORKLOADS = [("step", "step", 20), ("text", "step and text", 10), ("reset", "reset", 8)]

NAMES = (
    "None water grass stone path sand tree lava coal iron diamond table furnace "
    "player cow zombie skeleton arrow plant"
).split()
VITALS = ["health", "food", "drink", "energy"]


class Env(crafter.Env):
    """Crafter without pictures, but with their draws."""

    def render(self, size=None):
        if self._world.daylight < 0.5:
            self._world.random.uniform(32, 127, (63, 49))

    def _balance_chunk(self, chunk, objs):
        super()._balance_chunk(chunk, sorted(objs, key=lambda obj: obj.number))


class World(engine.World):
    """A world whose objects are numbered."""

    def add(self, obj):
        obj.number = len(self._objects)
        super().add(obj)


crafter_env.engine.World = World


def plan(seed):
    """The actions of an episode."""
    state, actions = seed, []
    for _ in range(MOST_STEPS):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        actions.append((state >> 33) % 17)
    return actions


def steps(count):
    return f"{count} step" if count == 1 else f"{count} steps"


def describe(env, info):
    """BALROG's text observation: the nearest of each kind around, what is ahead, how the player is."""
    player = env._player
    (px, py), facing = player.pos, player.facing
    window = info["semantic"][px - 4 : px + 5, py - 3 : py + 4]
    parts = []
    if player.sleeping:
        parts.append("You are sleeping, and will not be able take actions until energy is full.\n\n\n\n")
    elif player.health <= 0:
        parts.append("You died.\n\n\n\n")
    nearest = {}
    if window.size:
        xs, ys = np.meshgrid(np.arange(window.shape[0]), np.arange(window.shape[1]), indexing="ij")
        offsets = np.stack((xs - 4, ys - 3), axis=-1)
        distances = np.abs(offsets).sum(axis=-1)
        for x in range(window.shape[0]):
            for y in range(window.shape[1]):
                name = NAMES[window[x, y]]
                if name == "player":
                    continue
                if name not in nearest or distances[x, y] < nearest[name][0]:
                    nearest[name] = distances[x, y], offsets[x, y]
    if nearest:
        parts.append("You see:\n")
        for name, (distance, (dx, dy)) in nearest.items():
            ways = [("south" if dy > 0 else "north") if dy else "", ("east" if dx > 0 else "west") if dx else ""]
            way = "-".join(way for way in ways if way)
            parts.append(f"- {name} {steps(distance)} to your {way}\n")
    else:
        parts.append("You see nothing away from you.\n")
    ahead = 4 + facing[0], 3 + facing[1]
    inside = 0 <= ahead[0] < window.shape[0] and 0 <= ahead[1] < window.shape[1]
    front = NAMES[window[ahead]] if inside else "nothing"
    parts.append(f"\nYou face {front} at your front.")
    inventory = info["inventory"]
    parts.append("Your status:\n" + "".join(f"- {name}: {inventory[name]}/9\n" for name in VITALS))
    items = [f"- {name}: {count}" for name, count in inventory.items() if count and name not in VITALS]
    parts.append("\nYour inventory:\n" + "\n".join(items) if items else "\nYou have nothing in your inventory.")
    return "".join(parts)


def checksum(task, episodes):
    """The first eight bytes of a SHA-256 of everything that a round shows, in hexadecimal."""
    digest = hashlib.sha256()
    for seed in range(1, episodes + 1):
        env = Env(seed=seed)
        env.reset()
        if task == "reset":
            digest.update(env._sem_view().tobytes())
            continue
        for action in plan(seed):
            _, reward, done, info = env.step(action)
            digest.update(bytes(info["inventory"].values()))
            digest.update(bytes(int(number) for number in env._player.pos))
            digest.update(struct.pack("<d?", reward, done))
            if task == "step and text":
                digest.update(describe(env, info).encode())
            if done:
                digest.update(info["semantic"].tobytes())
                break
    return digest.hexdigest()[:16]


def timed(task, seed):
    """How many steps or starts an episode has, and how long they take."""
    env = Env(seed=seed)
    if task == "reset":
        start = thread_time()
        env.reset()
        return 1, thread_time() - start
    env.reset()
    actions, count = plan(seed), 0
    start = thread_time()
    for action in actions:
        _, _, done, info = env.step(action)
        if task == "step and text":
            describe(env, info)
        count += 1
        if done:
            break
    return count, thread_time() - start


def per_second(task, episodes):
    """How many steps or starts there are in a second."""
    count, seconds = 0, 0.0
    for seed in range(1, episodes + 1):
        passes = [timed(task, seed) for _ in range(PASSES)]
        count += passes[0][0]
        seconds += min(time for _, time in passes)
    return count / seconds


def main():
    for name, task, episodes in WORKLOADS:
        digest = checksum(task, episodes)
        gc.collect()
        print(name, f"{per_second(task, episodes):.2f}", digest, flush=True)


if __name__ == "__main__":
    main()
