/** PLACEHOLDERS: Alibaba Cloud account IDs of the end users who may use the custom images. Quoted: they are no numbers. */
export const customers: readonly string[] = ['2000000000000001', '2000000000000002'];
