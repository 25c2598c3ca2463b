// What tests of the pages share: the program serving a fresh home, a browser,
// and a look for what people with poor sight or no mouse would stumble over.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const program = process.env.POLYPHONY ?? '../../build/polyphony';
const axeFile = createRequire(import.meta.url).resolve('axe-core');

export function commands() {
  const out = execFileSync(program, ['help'], { encoding: 'utf8' });
  return new Set([...out.matchAll(/^ {2}(\S.*?) {2}/gm)].map((m) => m[1]));
}

// Runs a test with {browser, home, polyphony, serve, audit}; afterwards the
// server is stopped, the browser closed and the home removed.
export async function withTools(test) {
  const folder = mkdtempSync(join(tmpdir(), 'polyphony-browser-'));
  const home = join(folder, 'home');
  const env = { ...process.env, POLYPHONY_HOME: home };
  const servers = [];
  // Chromium's sandbox does not start for root, as in a container.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const polyphony = (...args) =>
    execFileSync(program, args, { env, encoding: 'utf8' });
  const serve = (...args) => startServer(args, env, servers);
  try {
    await test({ browser, home, polyphony, serve, audit });
  } finally {
    await browser.close();
    await Promise.all(servers.map(stopServer));
    rmSync(folder, { recursive: true, force: true });
  }
}

// Resolves to {url, printed, process} once `serve` says where it listens.
function startServer(args, env, servers) {
  const server = spawn(program,
                       ['serve', '--listen', '127.0.0.1:0', ...args],
                       { env, stdio: ['ignore', 'pipe', 'pipe'] });
  servers.push(server);
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (bytes) => {
      printed += bytes;
      const found = /listening on (http:\/\/\S+)/.exec(printed);
      if (found) {
        resolve({ url: found[1], printed: () => printed, process: server });
      }
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('exit', (code) =>
      reject(new Error(`serve ended with ${code}: ${printed}`)));
  });
}

function stopServer(server) {
  if (server.exitCode !== null) return null;
  server.kill('SIGTERM');
  return new Promise((resolve) => {
    const late = setTimeout(() => server.kill('SIGKILL'), 10000);
    server.on('exit', () => { clearTimeout(late); resolve(); });
  });
}

// Throws with axe-core's findings for the page as it stands.
export async function audit(page) {
  await page.addScriptTag({ path: axeFile });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  if (violations.length > 0) {
    throw new Error(violations.map((v) =>
      `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`)
      .join('\n'));
  }
}
