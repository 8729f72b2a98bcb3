// Writes the name of every @alicloud package that a process loads to the file that LOADED_MODULES names.
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const load = Reflect.get(Module, '_load');
Reflect.set(Module, '_load', (name, ...rest) => {
  const found = /(?:^|\/node_modules\/)(@alicloud\/[\w.-]+)/.exec(name);
  if (found !== null) appendFileSync(process.env.LOADED_MODULES, `${found[1]}\n`);
  return Reflect.apply(load, Module, [name, ...rest]);
});
