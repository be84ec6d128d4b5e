/** Whose desk looks: the demonstration has another one beside it. */
export const ACQUIRER = 'huaxin'
