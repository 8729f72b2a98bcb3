// Preloaded into a child: ends it with SIGKILL at the Nth write to disk that the journal makes, before it, after it, or in the middle.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const at = Number(process.env.KILL_AT);
const mode = process.env.KILL_MODE;
const die = () => process.kill(process.pid, 'SIGKILL');
let syncs = 0;
let writes = 0;

const { fsyncSync, writeSync } = fs;
fs.fsyncSync = (fd) => {
  syncs += 1;
  if (mode === 'before' && syncs === at) die();
  fsyncSync(fd);
  if (mode === 'after' && syncs === at) die();
};
fs.writeSync = (fd, bytes, offset, length, position) => {
  if (typeof bytes === 'string') return writeSync(fd, bytes);
  writes += 1;
  if (mode === 'torn' && writes === at) {
    writeSync(fd, bytes, offset, Math.floor(length / 2), position);
    die();
  }
  return writeSync(fd, bytes, offset, length, position);
};
syncBuiltinESMExports();
