"""Teaching the audio encoder: recordings, the teacher's scores, training, evaluation."""
