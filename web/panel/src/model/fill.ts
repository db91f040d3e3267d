export function fill(text: string, values: Record<string, string | number> = {}): string {
    return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
