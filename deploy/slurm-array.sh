#!/bin/bash
#SBATCH --job-name=earmark
#SBATCH --array=1-40
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=12:00:00
#SBATCH --requeue
# An array of 40 parts:   sbatch deploy/slurm-array.sh /data/jobs.jsonl /data/results
# A task that is killed and requeued goes on where it was. Run `npm ci && npx vite build` once before,
# on a node with network; the tasks need none.
set -euo pipefail

batch=$1
results=$2
cd "${EARMARK:-$SLURM_SUBMIT_DIR}"
exec node --import tsx scripts/segment.ts --batch "$batch" --out "$results" --fps 1 --workers 1 \
  --shard "$SLURM_ARRAY_TASK_ID/${SLURM_ARRAY_TASK_COUNT:-40}"
