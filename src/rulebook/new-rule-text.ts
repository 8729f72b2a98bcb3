/** The text of a new rule file to start from: it loads and its examples hold. The id must be of lower-case words joined by dashes. */
export function newRuleText(id: string): string {
  return `id: ${id}
title: The instance has a team.                  # the healthy world, one sentence
severity: warning                                # or one for each: { reference: off, recommended: warning, strict: error }
order: 100                                       # where its remedy stands among others: lower first
when: instance.architecture == "cluster"         # false: the rule is skipped
assert: '"team" in instance.tags'                # CEL over the facts of the dictionary; true for the healthy world
why: Somebody has to be asked before the instance is changed.
saw: 'The tags are: {{instance.tags}}.'
remedy:
  - do: Tag the instance with the team that owns it.
    run: aliyun r-kvstore TagResources --ResourceType INSTANCE --ResourceId.1 {{instance.id}} --Tag.1.Key team --Tag.1.Value '<TEAM>' --RegionId {{instance.region}}
    ram: [kvstore:TagResources]
sources:
  - { url: https://example.com/why, seen: 2026-11-24 }
# translations:                                  # told with --lang zh; what is left out here is told in English
#   zh:
#     title: 实例已标明所属团队。
#     why: 变更实例之前必须征得负责人的同意。
#     saw: '标签为：{{instance.tags}}。'
#     remedy:                                    # one entry for each step, in its place: do and impact
#       - do: 为实例添加所属团队的标签。
examples:                                        # laid over the healthy instance; every verdict that the rule can reach
  - { given: { instance.tags: { team: cache } }, then: pass }
  - { given: { instance.tags: {} }, then: fail }
  - { given: { instance.tags: { unknown: denied } }, then: unknown }
  - { given: { instance.architecture: standard }, then: skipped }
`;
}
