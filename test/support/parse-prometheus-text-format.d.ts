declare module 'parse-prometheus-text-format' {
  // oxlint-disable-next-line import/no-default-export -- the package has no other
  export default function parsePrometheus(text: string): unknown;
}
