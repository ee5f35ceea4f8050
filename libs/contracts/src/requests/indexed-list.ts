/**
 * A list that was written with indices, as in `a[0]=x&a[1]=y`. A map with these names is written in
 * the same way, and only who reads the parameter knows which of the two it is.
 */
export class IndexedList<T> extends Array<T> {}
