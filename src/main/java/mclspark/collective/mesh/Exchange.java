package mclspark.collective.mesh;

import java.io.IOException;

/** What an operation does on each link of the mesh. */
interface Exchange {

  /** Moves bytes on one link as far as that goes without waiting; returns whether any moved. */
  boolean advance(WorkerLink link) throws IOException;

  /** Whether nothing is left to do on that link. */
  boolean done(WorkerLink link);
}
