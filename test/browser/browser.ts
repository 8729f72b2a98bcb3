import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
/** Another test may be installing at the same time. */
const WAIT = ['-o', 'DPkg::Lock::Timeout=200'];

/** Installs the system's Chromium where it is missing; throws the sentence that says so where that cannot be. */
function chromiumPath(): string {
  if (existsSync(CHROMIUM)) return CHROMIUM;
  if (process.getuid?.() === 0 && runs('apt-get', [...WAIT, 'update', '-qq']) && runs('apt-get', [...WAIT, 'install', '-y', '-qq', 'chromium']) && existsSync(CHROMIUM)) return CHROMIUM;
  throw new Error('These tests want a real browser, and chromium is neither installed nor could it be; run `apt-get install -y chromium` as root and run them again.');
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 240_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}

/** A page that was opened from its file, and what it did that it must not do. */
export interface OpenPage {
  readonly page: Page;
  /** Every request but that for the file itself. */
  readonly requests: string[];
  /** Errors, warnings and violations of the policy. */
  readonly faults: string[];
}

export interface Pages {
  /** Opens a page; `hash` begins with "#". It is closed with the others. */
  open(html: string, hash?: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** Closes the contexts, and asserts that no page sent anything or broke its policy. */
  closeAll(): Promise<void>;
  stop(): Promise<void>;
}

export async function startBrowser(): Promise<Pages> {
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-html-'));
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  const open: { readonly context: BrowserContext; readonly shown: OpenPage }[] = [];
  let files = 0;
  return {
    async open(html, hash = '', options = {}) {
      files += 1;
      const file = join(folder, `page-${files}.html`);
      writeFileSync(file, html);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light', ...options });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      const [requests, faults]: [string[], string[]] = [[], []];
      const address = pathToFileURL(file).href;
      page.on('request', (request) => { if (request.url().split('#', 1)[0] !== address) requests.push(request.url()); });
      page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) faults.push(message.text()); });
      page.on('pageerror', (fault) => { faults.push(fault.message); });
      page.on('dialog', (dialog) => { faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
      await page.goto(address + hash);
      if (options.javaScriptEnabled !== false) await page.locator('html[data-ready=yes]').waitFor();
      const shown = { page, requests, faults };
      open.push({ context, shown });
      return shown;
    },
    async closeAll() {
      const closed = open.splice(0);
      await Promise.all(closed.map(({ context }) => context.close()));
      for (const { shown } of closed) {
        expect(shown.requests).toEqual([]);
        expect(shown.faults).toEqual([]);
      }
    },
    async stop() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
