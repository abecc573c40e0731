// What one sees until the wasm has arrived: how much of it has, and in the end whether it runs.
// Trunk's loader calls these; failures are told by the inline script in index.html.

export default function boot() {
  const note = document.getElementById("boot-note");
  const bar = document.getElementById("boot-progress");
  const kilobytes = (bytes) => Math.round(bytes / 1000).toLocaleString("en");
  return {
    onProgress({ current, total }) {
      if (!note || !bar) return;
      const arrived = Math.min(current, total);
      bar.max = total;
      bar.value = arrived;
      note.textContent = arrived < total ? `Loading, ${kilobytes(arrived)} of ${kilobytes(total)} kB` : "Starting";
    },
    onSuccess() {
      // The page takes the skeleton away itself when it is drawn; this is for the case that it forgot.
      document.getElementById("boot")?.remove();
    },
    onFailure(reason) {
      console.error(reason);
      window.bootFailed("The program could not be loaded or started.", reason);
    },
  };
}
