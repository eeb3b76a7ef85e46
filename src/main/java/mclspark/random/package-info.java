/**
 * Counter-based random numbers: every draw is a pure function of a {@link
 * mclspark.random.RandomKey} and its place in the key's stream. There is no global generator and no
 * state to save, so a resumed run draws what the uninterrupted one would have drawn, whatever
 * worker asks. Entry class: {@link mclspark.random.CounterRandom}.
 */
package mclspark.random;
