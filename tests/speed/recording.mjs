// A flow as a terminal would show it, in the format of asciinema: the same steps with the same messages.
//   node tests/speed/recording.mjs FLOW PROFILE > flow.cast
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The steps of a run, as tests/golden has it. */
export function steps(flow, profile) {
  const text = readFileSync(new URL(`../golden/${flow}.${profile}.txt`, import.meta.url), 'utf8');
  return text.split(/^== \d+\. /m).slice(1).map((part) => {
    const [, title, from, to] = part.match(/^(.*) \[(\w+) -> (\w+), /);
    return { title, from, to, text: part };
  });
}

/** A line every tenth of a second, and a marker at every step. */
export function recording(flow, profile) {
  const events = [];
  let time = 0;
  for (const { title, text } of steps(flow, profile)) {
    events.push([time, 'm', title]);
    for (const line of text.split('\n')) {
      events.push([time, 'o', `${line}\r\n`]);
      time = Number((time + 0.1).toFixed(1));
    }
  }
  const header = { version: 2, width: 100, height: 30, title: flow };
  return `${[header, ...events].map((entry) => JSON.stringify(entry)).join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(recording(process.argv[2], process.argv[3]));
}
