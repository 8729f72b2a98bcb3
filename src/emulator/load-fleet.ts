import { didYouMean } from './did-you-mean.ts';
import { fleetSchema, type FleetFile } from './fleet-file.ts';
import { shardsOfClass } from './instance-state.ts';
import { readYaml, type PlacedFault } from './read-yaml.ts';

/** Reads a fleet from YAML or JSON text; throws FileFaults with every fault at once, each with FILE:line:column. */
export function loadFleet(text: string, fileName: string): FleetFile {
  return readYaml(text, fileName, fleetSchema, checkFleet);
}

function checkFleet(fleet: FleetFile): readonly PlacedFault[] {
  const ids = (fleet.instances ?? []).map((one) => one.id);
  return [
    ...twice('instances', ids),
    ...twice('vSwitches', (fleet.vSwitches ?? []).map((one) => one.id)),
    ...twice('regions', (fleet.regions ?? []).map((one) => one.id)),
    ...(fleet.account?.keys ?? []).flatMap((key, index, keys) => (keys.findIndex((other) => other.id === key.id) < index
      ? [{ path: ['account', 'keys', index, 'id'], sentence: `The key ${key.id} is named twice.` }] : [])),
    ...(fleet.account?.roles ?? []).flatMap((role, index, roles) => (roles.findIndex((other) => other.name === role.name) < index
      ? [{ path: ['account', 'roles', index, 'name'], sentence: `The role ${role.name} is named twice.` }] : [])),
    ...checkRegions(fleet),
    ...checkVSwitches(fleet),
    ...checkShards(fleet),
    ...(fleet.settings?.failAfterAccept ?? []).flatMap((id, index) => missing(['settings', 'failAfterAccept', index], 'instance', id, ids)),
    ...(fleet.settings?.accessRules ?? []).flatMap((rule, index) => (rule.instance === undefined ? []
      : missing(['settings', 'accessRules', index, 'instance'], 'instance', rule.instance, ids))),
  ];
}

function twice(list: 'instances' | 'vSwitches' | 'regions', ids: readonly string[]): readonly PlacedFault[] {
  const seen = new Set<string>();
  return ids.flatMap((id, index) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ path: [list, index, 'id'], sentence: `The id ${JSON.stringify(id)} is there twice; each must be its own.` }];
  });
}

function missing(path: readonly PropertyKey[], what: string, id: string, known: readonly string[]): readonly PlacedFault[] {
  if (known.includes(id)) return [];
  const near = didYouMean(id, known);
  return [{ path, sentence: `There is no ${what} ${JSON.stringify(id)} in this file.${near === null ? '' : ` Did you mean "${near}"?`}` }];
}

function checkRegions(fleet: FleetFile): readonly PlacedFault[] {
  if (fleet.regions === undefined) return [];
  const known = fleet.regions.map((region) => region.id);
  const closed = new Set(fleet.regions.filter((region) => region.service === false).map((region) => region.id));
  const regionOfVSwitch = new Map((fleet.vSwitches ?? []).map((one) => [one.id, one.region]));
  return [
    ...(fleet.vSwitches ?? []).flatMap((one, index) => missing(['vSwitches', index, 'region'], 'region', one.region, known)),
    ...(fleet.instances ?? []).flatMap((one, index) => {
      const region = one.region ?? regionOfVSwitch.get(one.vSwitch ?? '') ?? 'cn-hangzhou';
      if (closed.has(region)) return [{ path: ['instances', index], sentence: `The instance ${one.id} is in ${region}, which has no such service.` }];
      return missing(['instances', index, ...(one.region === undefined ? [] : ['region'])], 'region', region, known);
    }),
  ];
}

function checkVSwitches(fleet: FleetFile): readonly PlacedFault[] {
  const vSwitches = new Map((fleet.vSwitches ?? []).map((one) => [one.id, one]));
  const known = [...vSwitches.keys()];
  return (fleet.instances ?? []).flatMap((one, index) => {
    if (one.vSwitch === undefined) return [];
    const vSwitch = vSwitches.get(one.vSwitch);
    if (vSwitch === undefined) return missing(['instances', index, 'vSwitch'], 'vSwitch', one.vSwitch, known);
    if (one.region === undefined || one.region === vSwitch.region) return [];
    return [{ path: ['instances', index, 'vSwitch'], sentence: `The instance ${one.id} is in ${one.region}, its vSwitch ${vSwitch.id} in ${vSwitch.region}; they must be in one region.` }];
  });
}

function checkShards(fleet: FleetFile): readonly PlacedFault[] {
  return (fleet.instances ?? []).flatMap((one, index) => {
    const named = one.class;
    if (named === undefined || one.shards !== undefined || one.architecture !== 'cluster' || shardsOfClass(named) !== null) return [];
    return [{ path: ['instances', index, 'class'], sentence: `The class ${named} does not tell how many shards the cluster ${one.id} has; add "shards".` }];
  });
}
