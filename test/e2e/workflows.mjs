export async function checkWorkflows() {}
