type Attributes = Readonly<Record<string, string | number | boolean | null>>;
type Child = Node | string | null;

/** An element with its attributes and children. Texts are texts, never markup; an attribute that is null or false is left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(attribute, value === true ? '' : String(value));
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An id or another word of the machine's, which does not turn what stands around it. */
export function code(text: string): HTMLElement {
  return element('code', {}, element('bdi', {}, text));
}

export function button(text: string, onClick: (button: HTMLButtonElement) => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', () => onClick(made));
  return made;
}

/** The square that shows the colour of an outlook. */
export function colourKey(kind: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of [['class', 'key'], ['viewBox', '0 0 1 1'], ['preserveAspectRatio', 'none'], ['aria-hidden', 'true']] as const) svg.setAttribute(name, value);
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of [['class', kind], ['width', '1'], ['height', '1']] as const) rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}

/** The element of an id that the page surely has. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}
