export type ContainerEngine = { reachable: true } | { reachable: false; reason: string };

/** Whether containers can be started here. Only the container suite may be skipped without. */
export async function containerEngine(): Promise<ContainerEngine> {
  try {
    // Only here: it is slow to load, and every suite imports this library.
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return { reachable: true };
  } catch (error) {
    return { reachable: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
