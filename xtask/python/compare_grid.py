"""The speed of the original MiniGrid and BabyAI, on the episodes of src/env/workload.rs.

    python compare_grid.py

Prints a line for each workload: its name, how many steps or starts there are in a second, and a
checksum of everything that was shown, which must be Diorama's. Only the steps or the starts are
timed, and of each episode the quickest of PASSES times counts. The environments are used without
Gymnasium's wrappers, which would slow them down.

BALROG's text is made by its own fork of Minigrid, which is not on PyPI. `describe` makes the same text
from the observation's image, plainly and without detours.
"""

import contextlib
import gc
import hashlib
import os
import struct
from time import thread_time

import gymnasium
import minigrid  # noqa: F401  registers the environments
from minigrid.core.constants import IDX_TO_COLOR, IDX_TO_OBJECT

PASSES = 3

# Name, what is done, environment, episodes: Workload::ALL.
WORKLOADS = [
    ("step-empty", "step", "MiniGrid-Empty-8x8-v0", 20),
    ("text-goto-local", "step and text", "BabyAI-GoToLocal-v0", 60),
    ("reset-boss", "reset", "BabyAI-BossLevel-v0", 40),
    ("reset-goto", "reset", "BabyAI-GoTo-v0", 40),
]

ACTIONS = 4096
MOST_STEPS = 256
AGENT_X, AGENT_Y = 3, 6


def draw_actions():
    """Any of the six actions that BALROG offers, by a linear congruential generator."""
    state, actions = 1, []
    for _ in range(ACTIONS):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        actions.append((state >> 33) % 6)
    return actions


def plan(actions, seed):
    """The actions of an episode."""
    start = seed * 31 % (ACTIONS - MOST_STEPS)
    return actions[start : start + MOST_STEPS]


def steps(count, way):
    return f"{count} {'step' if count == 1 else 'steps'} {way}"


def describe(image):
    """BALROG's text observation: what is carried, up to three walls, the things in view."""
    cells = image.tolist()
    sentences = []
    kind, color, _ = cells[AGENT_X][AGENT_Y]
    if kind > 1:
        sentences.append(f"You carry a {IDX_TO_COLOR[color]} {IDX_TO_OBJECT[kind]}")
    lines = [
        ("forward", [cells[AGENT_X][y] for y in range(AGENT_Y - 1, -1, -1)]),
        ("left", [cells[x][AGENT_Y] for x in range(AGENT_X - 1, -1, -1)]),
        ("right", [cells[x][AGENT_Y] for x in range(AGENT_X + 1, 7)]),
    ]
    for way, line in lines:
        for distance, (kind, _, _) in enumerate(line, start=1):
            if kind == 2:
                sentences.append(f"a wall {steps(distance, way)}")
            if kind > 1:
                break
    for x, column in enumerate(cells):
        for y, (kind, color, state) in enumerate(column):
            if kind < 3 or (x == AGENT_X and y == AGENT_Y):
                continue
            door = ("open ", "closed ", "locked ")[state] if kind == 4 else ""
            where = []
            if x != AGENT_X:
                where.append(steps(abs(x - AGENT_X), "left" if x < AGENT_X else "right"))
            if y != AGENT_Y:
                where.append(steps(AGENT_Y - y, "forward"))
            thing = f"{door}{IDX_TO_COLOR[color]} {IDX_TO_OBJECT[kind]}"
            sentences.append(f"a {thing} {' and '.join(where)}")
    return "\n".join(sentences)


def digest_view(digest, observation):
    digest.update(observation["image"].tobytes())
    digest.update(bytes([observation["direction"]]))


def checksum(task, env, episodes, actions):
    """The first eight bytes of a SHA-256 of everything that a round shows, in hexadecimal."""
    digest = hashlib.sha256()
    for seed in range(1, episodes + 1):
        observation, _ = env.reset(seed=seed)
        if task == "reset":
            digest_view(digest, observation)
            digest.update(observation["mission"].encode())
            continue
        for action in plan(actions, seed):
            observation, reward, terminated, truncated, _ = env.step(action)
            digest_view(digest, observation)
            digest.update(struct.pack("<d??", reward, terminated, truncated))
            if task == "step and text":
                digest.update(describe(observation["image"]).encode())
            if terminated or truncated:
                break
    return digest.hexdigest()[:16]


def play(env, actions, with_text):
    """Plays an episode to its end; returns how many steps it took."""
    count = 0
    for action in actions:
        observation, _, terminated, truncated, _ = env.step(action)
        if with_text:
            describe(observation["image"])
        count += 1
        if terminated or truncated:
            break
    return count


def timed(task, env, seed, actions):
    """How many steps or starts an episode has, and how long they take."""
    if task == "reset":
        start = thread_time()
        env.reset(seed=seed)
        return 1, thread_time() - start
    env.reset(seed=seed)
    chosen = plan(actions, seed)
    start = thread_time()
    count = play(env, chosen, task == "step and text")
    return count, thread_time() - start


def per_second(task, env, episodes, actions):
    """How many steps or starts there are in a second."""
    count, seconds = 0, 0.0
    for seed in range(1, episodes + 1):
        passes = [timed(task, env, seed, actions) for _ in range(PASSES)]
        count += passes[0][0]
        seconds += min(time for _, time in passes)
    return count / seconds


def main():
    actions = draw_actions()
    for name, task, world, episodes in WORKLOADS:
        env = gymnasium.make(world, disable_env_checker=True).unwrapped
        # The original prints each layout that it gives up.
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
            # The pass that is digested warms up those that are timed.
            digest = checksum(task, env, episodes, actions)
            gc.collect()
            speed = per_second(task, env, episodes, actions)
        print(name, round(speed), digest, flush=True)


if __name__ == "__main__":
    main()
