/** How a text for people shall look: cells a line (below 60 is taken as 60), and whether terminal colours may be used. */
export interface Look {
  readonly width: number;
  readonly color: boolean;
}
