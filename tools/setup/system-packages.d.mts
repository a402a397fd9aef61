/** Installs what is missing for the purpose; throws an `Obstacle` where it cannot. */
export function installSystemPackages(purpose: 'start' | 'make' | 'test' | 'hardware'): void;
