// Links: made, opened in another browser, verified; and what becomes of bad ones.

import assert from "node:assert/strict";
import { soon, test } from "./harness.mjs";

const EXPERT = "#/stage/babyai/pick_up_seq_go_to?seed=3&player=expert";

// A scripted model played it: nineteen steps with a thought each.
const TOLD = "#1.QAMBAxNeJoYEYvKoAX7qCao2curiaaAmPfum7hSu56utekYSIPUsYizg4J02fRZRCNhJ-D2s1n11_JP7x2IG48a2xKBIdafQK1SL5Hw8E-sc8bbfZtfAIhhUOSDoeL2iUDjZfG7e-ImljN4MdUexHmbJRIQXyTuf-P1K7sqhQdTpvgv7Fq1jwF9UsMtDllNfupAH2BSCw2H0NqiJVKq-aojemyGWuuTnx87jVAmS8us1krd1u7m9WnJ86dOpCp07w3CvgN";

/** Lets the expert finish an episode. */
const watch = async (page, open) => {
  await open(EXPERT);
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.getByText("The mission is done").waitFor();
};

/** Opens the share dialog and copies the link. */
const share = async (page) => {
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Copy" }).click();
  await dialog.getByText("Copied.").waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
};

test("a shared link opens in a fresh profile and is verified", async ({ page, open, newProfile }) => {
  await watch(page, open);
  const url = await share(page);
  const fragment = url.slice(url.indexOf("#"));
  assert.ok(fragment.length < 100, `${fragment.length} characters`);
  const steps = await page.locator(".transport .count").textContent();

  const other = await newProfile();
  await other.page.goto(url);
  await other.page.getByText(/^Verified: \d+ of \d+ steps replayed alike$/).waitFor();
  // It opens at the start and does not play by itself.
  const total = steps.split(" of ")[1];
  await soon(async () => assert.equal(await other.page.locator(".transport .count").textContent(), `0 of ${total}`));
  await other.page.keyboard.press("End");
  await other.page.getByText("The mission is done").waitFor();
  // Whoever opened it may go on from any step; the replay stays as a branch.
  await other.page.keyboard.press("Home");
  await other.page.keyboard.press("ArrowRight");
  await other.page.getByRole("button", { name: "Take over here" }).click();
  await other.page.keyboard.press("ArrowLeft");
  await other.page.waitForFunction(() => document.querySelector(".transport .count")?.textContent === "2 of 2");
  await soon(async () => assert.equal(await other.page.locator(".fork").count(), 1));
});

test("a link to a step opens there", async ({ page, open, newProfile }) => {
  await watch(page, open);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  const at = Number(await page.locator(".transport .count b").textContent());
  const url = await share(page);
  assert.match(url, new RegExp(`&s=${at}$`));
  const other = await newProfile();
  await other.page.goto(url);
  await other.page.getByText(/^Verified/).waitFor();
  await soon(async () => assert.equal(Number(await other.page.locator(".transport .count b").textContent()), at));
});

test("a tampered link says at which step it diverges, and shows what can be shown", async ({ page, open }) => {
  // The tenth of 32 actions is another one; the check characters fit.
  await open("#1.BgMBDgkgnwTy68vc8LhQi8A-MJp_Pqf8OC66GG");
  const seal = page.getByText(/^Diverges at step \d+$/);
  await seal.waitFor();
  const step = Number((await seal.textContent()).match(/\d+$/)[0]);
  assert.equal(step, 10);
  await seal.click();
  await soon(async () => assert.equal(Number(await page.locator(".transport .count b").textContent()), step));
});

test("bad links get a clear message and a way on, never a blank page", async ({ page, open }) => {
  await watch(page, open);
  const url = await share(page);
  const fragment = url.slice(url.indexOf("#"));
  const cases = [
    ["damaged", fragment.slice(0, -4), "This link is damaged."],
    ["changed", `${fragment.slice(0, 8)}${fragment[8] === "A" ? "B" : "A"}${fragment.slice(9)}`, "This link is damaged."],
    ["not base64url", `${fragment.slice(0, 8)}!!${fragment.slice(10)}`, "This link is damaged."],
    ["with damaged words", `${TOLD.slice(0, 120)}AAAA${TOLD.slice(124)}`, "This link is damaged."],
    ["from the future", `#9${fragment.slice(2)}`, "This link is from a newer Diorama."],
    ["absurdly long", `#1.${"A".repeat(300_000)}`, "This link is too long to be opened."],
  ];
  for (const [name, bad, title] of cases) {
    const start = Date.now();
    await open(bad);
    await page.getByRole("heading", { name: title }).waitFor();
    assert.ok(Date.now() - start < 5000, `${name} is refused at once`);
    await page.getByRole("link", { name: "To the gallery", exact: true }).waitFor();
  }
});

test("a link that is pasted into the gallery opens, a foreign text is refused in words", async ({ page, open }) => {
  await watch(page, open);
  const url = await share(page);
  await open("#/");
  const field = page.getByLabel("Paste a link, or drop a file");
  await field.fill("https://example.org/#about");
  await page.getByText("No episode’s link is in this text.").waitFor();
  await field.fill(`see [this run](${url}), it is short`);
  await page.getByText(/^Verified/).waitFor();
});

test("an episode saved as a file opens again with its branches", async ({ page, open, newProfile }) => {
  await watch(page, open);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("f");
  await page.keyboard.press("ArrowLeft");
  await page.locator(".fork").waitFor();
  await page.keyboard.press("s");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as file" }).click(),
  ]);
  const file = await download.path();
  const other = await newProfile();
  await other.open("#/");
  await other.page.getByLabel("Choose a file").setInputFiles({
    name: "episode.json",
    mimeType: "application/json",
    buffer: await (await import("node:fs/promises")).readFile(file),
  });
  await other.page.locator(".fork").waitFor();
  // A file that is none is refused by name.
  await other.open("#/");
  await other.page.getByLabel("Choose a file").setInputFiles({
    name: "shopping.json",
    mimeType: "application/json",
    buffer: Buffer.from("{\"milk\": 2}"),
  });
  await other.page.getByText(/^shopping\.json: /).waitFor();
});

test("a link with words shows them at their steps, and is shared on with or without them", async ({ page, open, newProfile }) => {
  await open(TOLD);
  await page.getByText(/^Verified: 19 of 19 steps replayed alike$/).waitFor();
  const said = page.locator(".said");
  await soon(async () => assert.equal(await said.count(), 0, "nothing is said before the first step"));
  await page.keyboard.press("End");
  await said.getByText("ACTION: toggle").waitFor();
  await said.getByText("What scripted model said, played as cot").waitFor();

  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog");
  await soon(async () => assert.ok(await dialog.getByRole("radio", { name: /^Moves and words/ }).isChecked(), "it fits a chat message"));
  await dialog.getByText(/19 messages of scripted model/).waitFor();
  const field = dialog.getByRole("textbox", { name: "The link" });
  await soon(async () => assert.equal(new URL(await field.inputValue()).hash, TOLD, "the link that was opened, to the letter"));
  await dialog.getByRole("radio", { name: /^Moves The world/ }).check();
  const short = await field.inputValue();
  assert.ok(new URL(short).hash.length < 50, short);
  await dialog.getByRole("radio", { name: /^Everything/ }).check();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Save as file" }).click(),
  ]);
  const file = await (await import("node:fs/promises")).readFile(await download.path());

  const other = await newProfile();
  await other.page.goto(short);
  await other.page.getByText(/^Verified: 19 of 19/).waitFor();
  await other.page.keyboard.press("End");
  await soon(async () => assert.equal(await other.page.locator(".said").count(), 0));
  await other.page.keyboard.press("s");
  await soon(async () => assert.ok(await other.page.getByRole("radio", { name: /^Moves and words/ }).isDisabled()));
  await other.open("#/");
  await other.page.getByLabel("Choose a file").setInputFiles({ name: "episode.json", mimeType: "application/json", buffer: file });
  await other.page.getByText(/^0 of 19$|^19 of 19$/).first().waitFor();
  await other.page.keyboard.press("End");
  await other.page.locator(".said").getByText("ACTION: toggle").waitFor();
});

test("curated replays are verified", async ({ page, open }) => {
  await open("#/");
  const links = await page.locator(".replay a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.ok(links.length >= 3, "there are some");
  for (const link of links) {
    await open(link);
    await page.getByText(/^Verified/).waitFor();
  }
});
