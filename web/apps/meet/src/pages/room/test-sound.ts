// SPDX-License-Identifier: EUPL-1.2
// A short, soft sequence of notes to check the speaker with; made here, so that nothing has to be loaded.

const notesHz = [523.25, 659.25, 783.99];
const noteS = 0.32;

type Sinkable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays on the chosen speaker where the browser lets choose. Resolves when it is over. */
export async function playTestSound(speaker: string): Promise<void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const element: Sinkable = new Audio();
  try {
    if (speaker) await element.setSinkId?.(speaker);
    element.srcObject = out.stream;
    await Promise.all([context.resume(), element.play()]);
    const start = context.currentTime + 0.05;
    notesHz.forEach((frequency, index) => {
      const at = start + index * noteS;
      const tone = new OscillatorNode(context, { type: 'sine', frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.22, at + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, at + noteS * 1.8);
      tone.connect(gain).connect(out);
      tone.start(at);
      tone.stop(at + noteS * 2);
    });
    await new Promise((resolve) => setTimeout(resolve, (notesHz.length + 1.4) * noteS * 1000));
  } finally {
    element.srcObject = null;
    await context.close();
  }
}
