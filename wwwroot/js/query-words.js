// How the query page says numbers, sizes and what an answer of the API that is not well says.

export const number = n => n.toLocaleString('en-US');

export const size = n => n < 1024 ? `${n} bytes` : n < 1048576 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1048576).toFixed(1)} MB`;

export async function problemOf(answer, otherwise) {
  return new Error((await answer.json().catch(() => ({}))).title ?? otherwise);
}
